package io.tidemill.ingestion.lakeapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot's files add up to.
 *
 * @param snapshotId the snapshot; null while a table has none
 * @param rows in all files
 * @param files data files
 * @param smallFiles those below three quarters of the table's target size
 * @param bytes of the data files
 */
record TableFigures(@Nullable Long snapshotId, long rows, long files, long smallFiles, long bytes) {
    private static final double SMALL = 0.75;

    static TableFigures count(Table table) {
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            return new TableFigures(null, 0, 0, 0, 0);
        }
        double smallBelow = SMALL * targetBytes(table);
        long rows = 0;
        long files = 0;
        long small = 0;
        long bytes = 0;
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(current.snapshotId()).planFiles()) {
            for (FileScanTask task : tasks) {
                rows += task.file().recordCount();
                files++;
                bytes += task.file().fileSizeInBytes();
                small += task.file().fileSizeInBytes() < smallBelow ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the files of table " + table.name(), e);
        }
        return new TableFigures(current.snapshotId(), rows, files, small, bytes);
    }

    /** The size that a table's files are to have, in bytes. */
    static long targetBytes(Table table) {
        return PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
    }

    boolean isOf(Table table) {
        Snapshot current = table.currentSnapshot();
        return Objects.equals(snapshotId, current == null ? null : current.snapshotId());
    }
}
