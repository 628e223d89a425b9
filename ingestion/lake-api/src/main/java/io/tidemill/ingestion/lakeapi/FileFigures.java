package io.tidemill.ingestion.lakeapi;

import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * A data file of a table's newest snapshot.
 *
 * @param location where it lies
 * @param day the day that its rows are of
 * @param partition the whole of its partition, such as {@code event_time_day=1997-01-01/tenant_id=a}
 * @param sorted whether its rows are in the table's order
 * @param firstEvent the earliest event time in it, where the file tells it
 * @param lastEvent the latest
 */
record FileFigures(
        String location,
        LocalDate day,
        String partition,
        long rows,
        long bytes,
        boolean sorted,
        Optional<Instant> firstEvent,
        Optional<Instant> lastEvent) {
    /** Every file of a table, by its partition. */
    static List<FileFigures> of(Table table) {
        Snapshot current = table.currentSnapshot();
        List<FileFigures> files = new ArrayList<>();
        if (current == null) {
            return files;
        }
        try (CloseableIterable<FileScanTask> tasks = table.newScan()
                .useSnapshot(current.snapshotId())
                .includeColumnStats(Set.of(LakeTables.EVENT_TIME))
                .planFiles()) {
            tasks.forEach(task -> files.add(of(table, task.file())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the files of table " + table.name(), e);
        }
        files.sort((first, second) -> {
            int byPartition = second.partition().compareTo(first.partition());
            return byPartition != 0 ? byPartition : first.location().compareTo(second.location());
        });
        return files;
    }

    private static FileFigures of(Table table, DataFile file) {
        int time = table.schema().findField(LakeTables.EVENT_TIME).fieldId();
        Integer order = file.sortOrderId();
        Integer day = Objects.requireNonNull(file.partition().get(0, Integer.class), "day");
        return new FileFigures(
                file.location(),
                LocalDate.ofEpochDay(day),
                Objects.requireNonNull(table.specs().get(file.specId())).partitionToPath(file.partition()),
                file.recordCount(),
                file.fileSizeInBytes(),
                (order == null ? 0 : order) == table.sortOrder().orderId(),
                bound(file.lowerBounds(), time),
                bound(file.upperBounds(), time));
    }

    private static Optional<Instant> bound(@Nullable Map<Integer, ByteBuffer> bounds, int column) {
        ByteBuffer bytes = bounds == null ? null : bounds.get(column);
        if (bytes == null) {
            return Optional.empty();
        }
        Long micros = Conversions.fromByteBuffer(Types.TimestampType.withZone(), bytes);
        return Optional.of(
                Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L));
    }
}
