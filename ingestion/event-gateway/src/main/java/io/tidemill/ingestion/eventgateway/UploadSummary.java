package io.tidemill.ingestion.eventgateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.MediaTypes;
import io.tidemill.infra.httpserver.routes.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what became of the lines of an upload, and keeps the first that were refused. Safe to share between threads. */
final class UploadSummary {
    private static final int MOST_FAILURES = 1000;
    private static final int UNAVAILABLE = 503;
    private static final String RETRY_AFTER_SECONDS = "2";

    private final List<Failure> failures = new ArrayList<>();
    private long lines;
    private long accepted;
    private long duplicates;
    private long refused;
    private long firstUnknown = Long.MAX_VALUE;

    /** A line that was not taken. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failure(
            long line, @Nullable String id, @Nullable String source, int status, Receipt.@Nullable Problem problem) {}

    /** The answer. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            @Nullable String type,
            @Nullable String title,
            int status,
            @Nullable String detail,
            long lines,
            long accepted,
            long duplicates,
            long refused,
            @Nullable Long resumeAt,
            List<Failure> failures,
            long failuresLeftOut) {}

    /** A line, blank ones included, has come. */
    synchronized void read(long line) {
        lines = line;
    }

    synchronized void settle(long line, Receipt receipt) {
        if (receipt.isAccepted()) {
            accepted++;
            duplicates += receipt.isDuplicate() ? 1 : 0;
        } else if (receipt.status() >= 500) {
            firstUnknown = Math.min(firstUnknown, line);
        } else {
            refused++;
            if (failures.size() < MOST_FAILURES) {
                failures.add(new Failure(line, receipt.id(), receipt.source(), receipt.status(), receipt.problem()));
            }
        }
    }

    /** Whether there is no use in reading on: of a line it is not known whether Kafka has it. */
    synchronized boolean isStuck() {
        return firstUnknown != Long.MAX_VALUE;
    }

    /**
     * The answer when all was read and settled: 202 when every event was acknowledged, 207 when some were refused, 422
     * when all were, 503 when Kafka did not answer, and then the line to go on from.
     */
    synchronized Response answer() {
        if (firstUnknown != Long.MAX_VALUE) {
            String detail = "Kafka has not acknowledged line " + firstUnknown
                    + " in time; send the lines from there on again, or all of them";
            return problem(UNAVAILABLE, "Not available now", detail, firstUnknown)
                    .withHeader("retry-after", RETRY_AFTER_SECONDS);
        }
        if (accepted == 0 && refused > 0) {
            return problem(422, "Invalid value", "no event of the upload was taken", null);
        }
        int status = refused == 0 ? 202 : 207;
        return Response.json(status, body(null, null, status, null, null));
    }

    /** The answer when the body could not be read to its end. */
    synchronized Response brokenOff(ProblemException why) {
        return problem(why.status(), why.title(), why.detail() + "; line " + lines + " was the last that came", null);
    }

    private Response problem(int status, String title, String detail, @Nullable Long resumeAt) {
        return Response.bytes(
                status, MediaTypes.PROBLEM, Json.write(body("about:blank", title, status, detail, resumeAt)));
    }

    private Answer body(
            @Nullable String type,
            @Nullable String title,
            int status,
            @Nullable String detail,
            @Nullable Long resumeAt) {
        List<Failure> inOrder = failures.stream()
                .sorted(Comparator.comparingLong(Failure::line))
                .toList();
        return new Answer(
                type,
                title,
                status,
                detail,
                lines,
                accepted,
                duplicates,
                refused,
                resumeAt,
                inOrder,
                refused - inOrder.size());
    }
}
