package io.tidemill.ingestion.eventgateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.ReadinessCheck;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Events in over HTTP, as CloudEvents 1.0.2 in structured, binary or batched JSON. A status of 2xx means that Kafka has
 * acknowledged with acks=all. The same source and id may be sent again: it is accepted, and counts once downstream.
 */
public final class EventGateway implements RouteGroup, AutoCloseable {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch+json";
    private static final String BINARY = "application/json";
    private static final int LARGEST_BATCH = 1000;
    private static final int WAITING_REQUESTS = 2000;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final int UNAVAILABLE = 503;
    private static final CompletableFuture<Receipt> NOT_TRIED = CompletableFuture.completedFuture(Receipt.refused(
            null, null, ProblemException.unavailable("not tried, for Kafka does not answer", RETRY_AFTER)));

    private final CloudEventReader reader;
    private final EventPublisher publisher;
    private final TopicsAtStart topics;
    private final ExecutorService readers;
    private final Duration patience;
    private final Counter events;
    private final TimeAdvance timeAdvance;

    /** Opens the gateway; creates the declared topics where they are absent, as soon as Kafka answers. */
    public EventGateway(GatewaySettings settings, ReleasedSchemas schemas, PrometheusRegistry metrics, Clock clock) {
        reader = new CloudEventReader(schemas, clock);
        patience = settings.acknowledgeTimeout().plus(RETRY_AFTER);
        topics = TopicsAtStart.create(settings.bootstrapServers());
        publisher = new EventPublisher(settings, new EventCodec(schemas), clock, topics::done);
        timeAdvance = new TimeAdvance(reader, publisher);
        readers = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_REQUESTS),
                task -> {
                    Thread thread = new Thread(task, "event-gateway");
                    thread.setDaemon(true);
                    return thread;
                });
        events = Counter.builder()
                .name("tidemill_gateway_events")
                .help("Events by the status they were answered with.")
                .labelNames("status")
                .register(metrics);
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public List<Route> routes() {
        Route send = Route.post(
                        "/api/events",
                        Access.of(Role.PRODUCER),
                        "Send a CloudEvent, or up to 1000 as a batch; 2xx when Kafka has acknowledged")
                .consumes(STRUCTURED, BATCHED, BINARY)
                .request(Documentation.EVENT)
                .response(Documentation.RECEIPT)
                .unaudited("the event itself is the record")
                .handleAsync(this::send);
        Route advance = Route.post(
                        "/api/events/advance",
                        Access.of(Role.OPERATOR),
                        "Promise that no earlier event of a type will come, so that its days complete")
                .request(Documentation.ADVANCE)
                .audited("events.advance")
                .handle(timeAdvance::handle);
        return List.of(send, advance);
    }

    @Override
    public List<ReadinessCheck> readinessChecks() {
        return List.of(new ReadinessCheck("kafka", publisher::problem));
    }

    @Override
    public void close() {
        topics.close();
        readers.shutdown();
        publisher.close();
    }

    /** Off the event loop, for sending waits where Kafka does not answer; answered in time in any case. */
    private CompletionStage<Response> send(Request request) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            readers.execute(() -> {
                if (!answer.isDone()) {
                    read(request, answer);
                }
            });
        } catch (RejectedExecutionException e) {
            throw ProblemException.unavailable("too many requests are waiting", RETRY_AFTER);
        }
        return answer.exceptionallyCompose(failure -> CompletableFuture.failedFuture(Failures.inTime(failure)));
    }

    private void read(Request request, CompletableFuture<Response> answer) {
        try {
            read(request).whenComplete((response, failure) -> {
                if (failure == null) {
                    answer.complete(response);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private CompletableFuture<Response> read(Request request) {
        return switch (request.mediaType()) {
            case STRUCTURED -> {
                StructuredAttributes event = StructuredAttributes.of(request.json());
                yield single(event, event.data(), request.caller());
            }
            case BATCHED -> batch(request.json(), request.caller());
            default -> single(new HeaderAttributes(request), request.json(), request.caller());
        };
    }

    private CompletableFuture<Response> single(CloudEventReader.Attributes attributes, JsonNode data, Caller caller) {
        return publish(attributes, data, caller).thenApply(receipt -> Response.json(202, receipt));
    }

    private CompletableFuture<Response> batch(JsonNode batch, Caller caller) {
        if (!batch.isArray() || batch.size() > LARGEST_BATCH) {
            throw ProblemException.invalid(null, "expected a list of at most " + LARGEST_BATCH + " events");
        }
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>(batch.size());
        boolean answering = true;
        for (JsonNode event : batch) {
            CompletableFuture<Receipt> receipt = answering ? batched(event, caller) : NOT_TRIED;
            receipts.add(receipt);
            // Sending the next would wait just as long as this one did.
            answering = answering && !(receipt.isDone() && receipt.join().status() >= UNAVAILABLE);
        }
        return CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new))
                .thenApply(all -> Batch.answer(
                        receipts.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Receipt> batched(JsonNode event, Caller caller) {
        String id = event.path("id").textValue();
        String source = event.path("source").textValue();
        CompletableFuture<Receipt> receipt;
        try {
            StructuredAttributes attributes = StructuredAttributes.of(event);
            receipt = publish(attributes, attributes.data(), caller);
        } catch (ProblemException problem) {
            receipt = CompletableFuture.failedFuture(problem);
        }
        return receipt.exceptionally(failure -> Receipt.refused(id, source, Failures.problem(failure)));
    }

    private CompletableFuture<Receipt> publish(CloudEventReader.Attributes attributes, JsonNode data, Caller caller) {
        try {
            Event event = reader.read(attributes, data, caller);
            return publisher
                    .publish(Topics.ofEvents(event.type()), null, event)
                    .whenComplete((done, failure) -> count(
                            failure == null ? 202 : Failures.problem(failure).status()))
                    .thenApply(acknowledged -> Receipt.accepted(event.id(), event.source()));
        } catch (ProblemException problem) {
            count(problem.status());
            throw problem;
        }
    }

    private void count(int status) {
        events.labelValues(Integer.toString(status)).inc();
    }
}
