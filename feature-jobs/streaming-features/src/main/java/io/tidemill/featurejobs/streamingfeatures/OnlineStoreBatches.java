package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.ViewRows;
import io.tidemill.featurejobs.onlinestore.WriteReport;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Collects updates and writes them when there are many, when the oldest has waited a while, and before every checkpoint;
 * of several updates of one entity in a batch the last alone. When the store is away it throws, and the job comes back
 * to its last checkpoint.
 */
final class OnlineStoreBatches implements SinkWriter<FeatureUpdate> {
    private static final int LARGEST_BATCH = 512;
    private static final long LONGEST_WAIT = Duration.ofMillis(50).toMillis();

    private final OnlineStoreWriter store;
    private final ProcessingTimeService time;
    private final MetricGroup metrics;
    private final Map<String, StoredView> views = new HashMap<>();
    private final Map<EntityOfVersion, FeatureUpdate> waiting = new LinkedHashMap<>();
    private boolean scheduled;

    OnlineStoreBatches(OnlineStoreWriter store, ProcessingTimeService time, MetricGroup metrics) {
        this.store = Objects.requireNonNull(store, "store");
        this.time = Objects.requireNonNull(time, "time");
        this.metrics = Objects.requireNonNull(metrics, "metrics");
    }

    /** A version of a view as the store has it, and what is counted of it. */
    private record StoredView(ViewRows rows, Counter written, Counter skipped, Counter unreadableKeys) {
        static StoredView of(ViewVersion version, MetricGroup metrics) {
            MetricGroup group = metrics.addGroup("view", version.storedName());
            return new StoredView(
                    new ViewRows(version.stored(), version.entities()),
                    group.counter("tidemill_feature_rows_written"),
                    group.counter("tidemill_feature_rows_skipped"),
                    group.counter("tidemill_feature_unreadable_keys"));
        }
    }

    @Override
    public void write(FeatureUpdate update, Context context) {
        waiting.put(new EntityOfVersion(update.version().id(), update.subject()), update);
        if (waiting.size() >= LARGEST_BATCH) {
            writeAll();
        } else if (!scheduled) {
            scheduled = true;
            time.registerTimer(time.getCurrentProcessingTime() + LONGEST_WAIT, now -> {
                scheduled = false;
                writeAll();
            });
        }
    }

    @Override
    public void flush(boolean endOfInput) {
        writeAll();
    }

    @Override
    public void close() {
        store.close();
    }

    private void writeAll() {
        Map<String, List<FeatureUpdate>> byView = new LinkedHashMap<>();
        waiting.forEach((of, update) ->
                byView.computeIfAbsent(of.version(), view -> new ArrayList<>()).add(update));
        byView.forEach(this::write);
        waiting.clear();
    }

    private void write(String id, List<FeatureUpdate> updates) {
        ViewVersion version = updates.get(0).version();
        StoredView view = views.computeIfAbsent(id, absent -> StoredView.of(version, metrics));
        List<FeatureRow> rows = new ArrayList<>(updates.size());
        List<EntityKey> removed = new ArrayList<>();
        for (FeatureUpdate update : updates) {
            if (update.isRemoval()) {
                EntityKey.read(version.entities(), update.subject()).ifPresent(removed::add);
            } else {
                view.rows
                        .row(update.subject(), update.asOf(), update.values())
                        .ifPresentOrElse(rows::add, view.unreadableKeys::inc);
            }
        }
        WriteReport report = store.write(rows, WriteRule.NOT_OLDER);
        store.remove(view.rows.view(), removed);
        view.written.inc(report.written());
        view.skipped.inc(report.skipped());
    }
}
