package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.schemas.featurecatalogue.CatalogueEntry;
import io.tidemill.schemas.featurecatalogue.Cuts;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featurecatalogue.Past;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The versions of a catalogue, ready to be computed. Immutable. */
final class KnownVersions {
    private final FeatureCatalogue catalogue;
    private final Map<String, Known> byId = new HashMap<>();
    private final Map<String, List<Known>> bySource = new HashMap<>();

    /**
     * A version.
     *
     * @param id the version's, which is asked for with each event
     * @param past of it, as far as this job has it
     */
    record Known(
            String id,
            ViewVersion version,
            Past past,
            Map<String, ViewKey> keys,
            ViewAggregation aggregation,
            StateFormat format) {
        static Known of(ViewVersion version, Past past) {
            ViewAggregation aggregation = ViewAggregation.of(version.view());
            return new Known(
                    version.id(), version, past, keys(version.view()), aggregation, new StateFormat(aggregation));
        }

        private static Map<String, ViewKey> keys(StreamFeatureView view) {
            return view.eventTypes().stream().collect(Collectors.toMap(type -> type, type -> ViewKey.of(view, type)));
        }

        /** Whose an event of a type that the view reads is. */
        ViewKey key(String eventType) {
            return Objects.requireNonNull(keys.get(eventType), eventType);
        }

        /** Whether all its events can be counted as they come, but for those that the past has. */
        boolean hasPast() {
            return past instanceof Past.Streamed || past instanceof Past.Arrived;
        }

        /** The past has what is before; every event after it is to be counted. */
        Cuts cuts() {
            if (past instanceof Past.Arriving arriving) {
                return arriving.cuts();
            }
            return past instanceof Past.Arrived arrived ? arrived.cuts() : Cuts.BEGINNING;
        }

        boolean isInPast(StreamedEvent event) {
            return cuts().isAfter(event.type(), event.partition(), event.offset());
        }
    }

    private KnownVersions(FeatureCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @param withoutPast ids of versions whose past from the lake this job does not have */
    static KnownVersions of(FeatureCatalogue catalogue, Set<String> withoutPast) {
        KnownVersions versions = new KnownVersions(catalogue);
        for (CatalogueEntry entry : catalogue.entries()) {
            ViewVersion version = entry.version();
            Past past = withoutPast.contains(version.id()) ? new Past.Streamed() : entry.past();
            Known known = Known.of(version, past);
            versions.byId.put(known.id(), known);
            version.view().eventTypes().forEach(type -> versions.bySource
                    .computeIfAbsent(type, source -> new ArrayList<>())
                    .add(known));
        }
        return versions;
    }

    /** The catalogue's. */
    long revision() {
        return catalogue.revision();
    }

    /** The version of an id; null if it is not known, or not any more. */
    @Nullable
    Known find(String id) {
        return byId.get(id);
    }

    /** Whether a version was retired, and nothing of it is wanted any more. */
    boolean isRetired(String id) {
        int mark = id.lastIndexOf("@v");
        int newest = catalogue.newest().getOrDefault(id.substring(0, mark), 0);
        return !byId.containsKey(id) && Integer.parseInt(id.substring(mark + 2)) <= newest;
    }

    /** The versions that are computed from events of a type. */
    List<Known> of(String eventType) {
        return bySource.getOrDefault(eventType, List.of());
    }

    /** The ids of all. */
    Set<String> ids() {
        return byId.keySet();
    }
}
