package io.tidemill.ingestion.lakesink;

import io.tidemill.schemas.contracts.LakeTables;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * What the committer tells of its commits, by table: how many, with how many rows, files and bytes; how long the last one
 * took; how long ago its oldest row had been taken in; how far the watermark is behind the clock. Times in milliseconds.
 */
final class LakeMetrics {
    private final MetricGroup group;
    private final Clock clock;
    private final Map<String, OfTable> tables = new HashMap<>();

    LakeMetrics(MetricGroup group, Clock clock) {
        this.group = group;
        this.clock = clock;
    }

    /** Notes a commit that was made. */
    void committed(String table, Schema schema, List<DataFile> files, long took, OptionalLong watermark) {
        OfTable of = tables.computeIfAbsent(table, name -> new OfTable(group.addGroup("table", name), clock));
        of.commits.inc();
        of.files.inc(files.size());
        files.forEach(file -> {
            of.rows.inc(file.recordCount());
            of.bytes.inc(file.fileSizeInBytes());
        });
        of.lastTook = took;
        of.watermark = watermark;
        Types.NestedField ingestTime = schema.findField(LakeTables.INGEST_TIME);
        files.stream()
                .mapToLong(file -> oldest(file, ingestTime))
                .min()
                .ifPresent(oldest -> of.lastLag = clock.millis() - oldest / 1000);
    }

    private long oldest(DataFile file, Types.NestedField ingestTime) {
        Map<Integer, ByteBuffer> bounds = file.lowerBounds();
        @Nullable ByteBuffer bound = bounds == null ? null : bounds.get(ingestTime.fieldId());
        return bound == null ? clock.millis() * 1000 : Conversions.<Long>fromByteBuffer(ingestTime.type(), bound);
    }

    private static final class OfTable {
        private final Counter commits;
        private final Counter rows;
        private final Counter files;
        private final Counter bytes;
        private long lastTook;
        private long lastLag;
        private OptionalLong watermark = OptionalLong.empty();

        OfTable(MetricGroup group, Clock clock) {
            commits = group.counter("commits");
            rows = group.counter("rowsCommitted");
            files = group.counter("filesCommitted");
            bytes = group.counter("bytesCommitted");
            group.gauge("commitMillis", (Gauge<Long>) () -> lastTook);
            group.gauge("acceptedToCommittedMillis", (Gauge<Long>) () -> lastLag);
            group.gauge("watermarkLagMillis", (Gauge<Long>)
                    () -> watermark.isPresent() ? clock.millis() - watermark.getAsLong() : -1);
        }
    }
}
