package io.tidemill.ingestion.deadletters;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many dead letters there are and are open, by reason. Files never change, so each is read once, and of it one column.
 * Safe to share between threads.
 */
final class LetterCounts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LetterCounts.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final LetterTable table;
    private final LetterStates states;
    private final Gauge open;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "dead-letter-counts");
        made.setDaemon(true);
        return made;
    });
    private Map<String, Map<String, Long>> files = new HashMap<>();

    LetterCounts(LetterTable table, LetterStates states, PrometheusRegistry metrics) {
        this.table = table;
        this.states = states;
        this.open = Gauge.builder()
                .name("tidemill_dead_letters_open")
                .help("Dead letters that were neither replayed nor discarded, by reason.")
                .labelNames("reason")
                .register(metrics);
        thread.scheduleWithFixedDelay(this::refresh, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Of one reason.
     *
     * @param total how many there are
     * @param open how many of them were neither replayed nor discarded
     */
    record Count(long total, long open) {}

    /** The counts by reason, as they are now. */
    synchronized Map<String, Count> byReason() throws SQLException {
        Map<String, Long> total = total();
        Map<String, Long> closed = states.closedByReason();
        Map<String, Count> counts = new TreeMap<>();
        total.forEach((reason, count) ->
                counts.put(reason, new Count(count, Math.max(0, count - closed.getOrDefault(reason, 0L)))));
        counts.forEach((reason, count) -> open.labelValues(reason).set(count.open()));
        return counts;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void refresh() {
        try {
            byReason();
        } catch (SQLException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("dead letters not counted; trying again");
        }
    }

    private Map<String, Long> total() {
        Map<String, Map<String, Long>> current = new HashMap<>();
        Optional<Table> found = table.table();
        if (found.isPresent()) {
            try (CloseableIterable<FileScanTask> tasks = found.get().newScan().planFiles()) {
                for (FileScanTask task : tasks) {
                    String location = task.file().location();
                    Map<String, Long> known = files.get(location);
                    current.put(location, known == null ? read(found.get(), location) : known);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot count dead letters", e);
            }
        }
        files = current;
        Map<String, Long> total = new HashMap<>();
        current.values().forEach(file -> file.forEach((reason, count) -> total.merge(reason, count, Long::sum)));
        return total;
    }

    private static Map<String, Long> read(Table table, String location) throws IOException {
        Schema reasons = table.schema().select(LetterRows.REASON, LakeTables.KAFKA_OFFSET);
        Map<String, Long> counts = new HashMap<>();
        try (CloseableIterable<Record> rows = Parquet.read(table.io().newInputFile(location))
                .project(reasons)
                .createReaderFunc(fileSchema -> GenericParquetReaders.buildReader(reasons, fileSchema))
                .build()) {
            for (Record row : rows) {
                counts.merge(String.valueOf(row.getField(LetterRows.REASON)), 1L, Long::sum);
            }
        }
        return counts;
    }
}
