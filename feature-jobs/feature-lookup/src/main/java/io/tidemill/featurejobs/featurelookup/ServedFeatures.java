package io.tidemill.featurejobs.featurelookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemill.featurejobs.featurelog.DefinitionHash;
import io.tidemill.featurejobs.featurelog.FeatureLog;
import io.tidemill.featurejobs.featurelog.ServedRow;
import io.tidemill.featurejobs.featurereading.FoundFeature;
import io.tidemill.featurejobs.featurereading.PlannedFeature;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.schemas.featureviews.Sensitivity;
import io.tidemill.schemas.featureviews.StoredView;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes down what one caller is handed out, as it was read from the store. */
final class ServedFeatures {
    private final FeatureLog log;
    /** Of the views that requests know: others take their place when definitions change. */
    private final Cache<OnlineView, String> versions;

    private final Caller caller;
    private final Clock clock;

    ServedFeatures(FeatureLog log, Caller caller, Clock clock) {
        this(log, Caffeine.newBuilder().weakKeys().build(), caller, clock);
    }

    private ServedFeatures(FeatureLog log, Cache<OnlineView, String> versions, Caller caller, Clock clock) {
        this.log = log;
        this.versions = versions;
        this.caller = caller;
        this.clock = clock;
    }

    ServedFeatures to(Caller other) {
        return new ServedFeatures(log, versions, other, clock);
    }

    /**
     * Takes down the rows that belong to the sample, of views that are computed from events.
     *
     * @param rows by lookup, and of each lookup by view
     * @param features what was asked for
     * @param asked the instant that it was asked for
     */
    void log(List<List<OnlineRow>> rows, List<PlannedFeature> features, Instant asked) {
        Instant now = clock.instant();
        for (List<OnlineRow> ofEntity : rows) {
            if (!ofEntity.isEmpty() && log.wants(ofEntity.get(0).entity(), now)) {
                ofEntity.forEach(row -> row(row, features, asked, now).ifPresent(log::add));
            }
        }
    }

    /** Empty for a view that others write, which nothing can recompute, and where all that was asked for is personal. */
    private Optional<ServedRow> row(OnlineRow row, List<PlannedFeature> features, Instant asked, Instant now) {
        List<ServedRow.Value> values = new ArrayList<>();
        @Nullable StoredView view = null;
        for (PlannedFeature feature : features) {
            if (feature.onlineView().equals(row.view())) {
                view = feature.view();
                if (feature.feature().sensitivity() == Sensitivity.PERSONAL) {
                    continue; // The log is read by more people than may be told it.
                }
                @Nullable FeatureValue stored = row.value(feature.position());
                values.add(new ServedRow.Value(
                        feature.feature().name(),
                        FoundFeature.of(row, feature, asked).status().name(),
                        stored == null ? FeatureValue.NULL : stored));
            }
        }
        if (!(Objects.requireNonNull(view, "a row of a view that nobody asked for") instanceof StreamFeatureView served)
                || values.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ServedRow(
                caller,
                served.name(),
                versions.get(row.view(), absent -> DefinitionHash.of(served)),
                row.entity(),
                now,
                asked,
                row.eventTime(),
                values));
    }
}
