package io.tidemill.infra.embeddedflink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;

/**
 * The folder that checkpoints are kept in, one folder inside it for each job.
 *
 * @param folder on this machine
 */
record Checkpoints(Path folder) {
    private static final String PREFIX = "chk-";

    /** The newest whole checkpoint of a job: one that was killed half-way has no {@code _metadata}. */
    Optional<Path> newest(JobID job) throws IOException {
        Path own = folder.resolve(job.toHexString());
        if (!Files.isDirectory(own)) {
            return Optional.empty();
        }
        try (Stream<Path> inside = Files.list(own)) {
            return inside.filter(path -> path.getFileName().toString().matches(PREFIX + "\\d{1,18}"))
                    .filter(path -> Files.exists(path.resolve("_metadata")))
                    .max(Comparator.comparingLong(Checkpoints::number));
        }
    }

    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }
}
