package io.tidemill.ingestion.eventgateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.MediaTypes;
import io.tidemill.infra.httpserver.routes.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a batch. Its status is 202 when every event was acknowledged, 503 when Kafka did not acknowledge one
 * that is good (send the whole batch again), 422 when none was taken, else 207; each event's own status is in the
 * results, in the order of the batch.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Batch(
        @Nullable String type,
        @Nullable String title,
        int status,
        @Nullable String detail,
        int accepted,
        int duplicates,
        int refused,
        List<Receipt> results) {
    private static final int UNAVAILABLE = 503;

    static Response answer(List<Receipt> results) {
        int accepted = (int) results.stream().filter(Receipt::isAccepted).count();
        int refused = results.size() - accepted;
        if (results.stream().anyMatch(result -> result.status() >= 500)) {
            String detail = "Kafka has not acknowledged every event in time; the batch may be sent again as it is";
            return problem(UNAVAILABLE, "Not available now", detail, accepted, refused, results)
                    .withHeader("retry-after", "2");
        }
        if (accepted == 0 && refused > 0) {
            return problem(422, "Invalid value", "no event of the batch was taken", accepted, refused, results);
        }
        int status = refused == 0 ? 202 : 207;
        return Response.json(
                status, new Batch(null, null, status, null, accepted, duplicates(results), refused, results));
    }

    private static Response problem(
            int status, String title, String detail, int accepted, int refused, List<Receipt> results) {
        Batch body = new Batch("about:blank", title, status, detail, accepted, duplicates(results), refused, results);
        return Response.bytes(status, MediaTypes.PROBLEM, Json.write(body));
    }

    private static int duplicates(List<Receipt> results) {
        return (int) results.stream().filter(Receipt::isDuplicate).count();
    }
}
