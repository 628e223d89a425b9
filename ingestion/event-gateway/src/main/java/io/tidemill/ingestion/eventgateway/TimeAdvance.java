package io.tidemill.ingestion.eventgateway;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Moves the watermark of every partition of a topic: no earlier event will come. */
record TimeAdvance(CloudEventReader reader, EventPublisher publisher) {
    private static final String SOURCE = "/event-gateway/advance";

    Response handle(Request request) {
        StructuredAttributes body = StructuredAttributes.of(request.json());
        String type = reader.knownType(body);
        String text = body.value("time")
                .orElseThrow(() -> ProblemException.invalid("time", "missing: expected a time in RFC 3339"));
        Instant time = reader.time(text, "time");
        int partitions = advance(type, time, request.caller().tenant());
        Map<String, Object> done = Map.of("type", type, "time", time.toString(), "partitions", partitions);
        return Response.json(202, done).withAuditDetail(done);
    }

    private int advance(String type, Instant time, String tenant) {
        Topic topic = Topics.ofEvents(type);
        int partitions = publisher.partitions(topic);
        List<CompletableFuture<Void>> acknowledged = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            String id = type + "/" + time + "/" + partition;
            Event event = new Event(id, SOURCE, EventTypes.TIME_ADVANCED, type, time, tenant, null);
            acknowledged.add(publisher.send(publisher.record(topic, partition, event)));
        }
        try {
            acknowledged.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw Failures.problem(e);
        }
        return partitions;
    }
}
