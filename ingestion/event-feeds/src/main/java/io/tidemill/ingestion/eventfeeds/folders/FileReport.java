package io.tidemill.ingestion.eventfeeds.folders;

import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.ingestion.eventreplay.BadLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What is told of a file that had bad lines, or was not sent.
 *
 * @param file its name
 * @param sha256 of its bytes
 * @param events how many of its lines are events
 * @param badLines how many are not
 * @param detail why it was not sent; empty if it was
 * @param problems the first bad lines
 */
record FileReport(String file, String sha256, long events, long badLines, String detail, List<BadLine> problems) {
    private static final int PROBLEMS_TOLD = 1000;

    FileReport {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(detail, "detail");
        problems = List.copyOf(problems);
    }

    /** Writes it beside a file, as {@code NAME.report.json}. */
    void writeBeside(Path target) throws IOException {
        Path report = target.resolveSibling(target.getFileName() + ".report.json");
        Files.write(report, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }

    /** Collects bad lines. Not safe to share between threads. */
    static final class Problems {
        private final List<BadLine> first = new ArrayList<>();
        private long count;

        void add(BadLine bad) {
            count++;
            if (first.size() < PROBLEMS_TOLD) {
                first.add(bad);
            }
        }

        long count() {
            return count;
        }

        FileReport report(String file, String sha256, long events, String detail) {
            return new FileReport(file, sha256, events, count, detail, first);
        }
    }
}
