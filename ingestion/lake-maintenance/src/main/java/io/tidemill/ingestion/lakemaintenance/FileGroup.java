package io.tidemill.ingestion.lakemaintenance;

import java.util.List;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileScanTask;

/**
 * Files of one partition that become one file, or a few.
 *
 * @param tasks the files, with their deletes
 * @param sorted whether each of them is in the table's order already and of its partitioning, so that they need only be
 *     merged
 */
record FileGroup(List<FileScanTask> tasks, boolean sorted) {
    FileGroup {
        tasks = List.copyOf(tasks);
    }

    long bytes() {
        return tasks.stream()
                .map(FileScanTask::file)
                .mapToLong(ContentFile::fileSizeInBytes)
                .sum();
    }

    long rows() {
        return tasks.stream()
                .map(FileScanTask::file)
                .mapToLong(ContentFile::recordCount)
                .sum();
    }
}
