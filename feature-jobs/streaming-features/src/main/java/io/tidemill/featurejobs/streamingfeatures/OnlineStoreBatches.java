package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.ViewRows;
import io.tidemill.featurejobs.onlinestore.WriteReport;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private final ViewRows rows;
    private final ProcessingTimeService time;
    private final Counter written;
    private final Counter skipped;
    private final Counter unreadableKeys;
    private final Map<String, FeatureUpdate> waiting = new LinkedHashMap<>();
    private boolean scheduled;

    OnlineStoreBatches(OnlineStoreWriter store, ViewRows rows, ProcessingTimeService time, MetricGroup metrics) {
        this.store = Objects.requireNonNull(store, "store");
        this.rows = Objects.requireNonNull(rows, "rows");
        this.time = Objects.requireNonNull(time, "time");
        written = metrics.counter("tidemill_feature_rows_written");
        skipped = metrics.counter("tidemill_feature_rows_skipped");
        unreadableKeys = metrics.counter("tidemill_feature_unreadable_keys");
    }

    @Override
    public void write(FeatureUpdate update, Context context) {
        waiting.put(update.subject(), update);
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
        if (waiting.isEmpty()) {
            return;
        }
        List<FeatureRow> batch = new ArrayList<>(waiting.size());
        for (FeatureUpdate update : waiting.values()) {
            Optional<FeatureRow> row = rows.row(update.subject(), update.asOf(), update.values());
            row.ifPresentOrElse(batch::add, unreadableKeys::inc);
        }
        WriteReport report = store.write(batch, WriteRule.NOT_OLDER);
        waiting.clear();
        written.inc(report.written());
        skipped.inc(report.skipped());
    }
}
