package io.tidemill.ingestion.eventgateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.BodyParts;
import io.tidemill.infra.httpserver.routes.ReadinessCheck;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.ingestion.eventgateway.identity.SentEvents;
import io.tidemill.ingestion.eventgateway.identity.TopicTails;
import io.tidemill.ingestion.eventgateway.limits.TenantQueues;
import io.tidemill.ingestion.eventgateway.limits.TenantRates;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.PersonalData;
import io.tidemill.schemas.contracts.PersonalDataKey;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.EventSchemas;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events in over HTTP, as CloudEvents 1.0.2 in structured, binary or batched JSON, or as lines of JSON. A status of 2xx
 * means that Kafka has acknowledged with acks=all. The same source and id may be sent again: it is accepted, and counts
 * once; with another content it is refused.
 */
public final class EventGateway implements RouteGroup, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventGateway.class);
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch+json";
    private static final String BINARY = "application/json";
    private static final String LINES = "application/x-ndjson";
    private static final int LARGEST_BATCH = 1000;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration LONGEST_READING_BACK = Duration.ofSeconds(60);
    private static final CompletableFuture<Receipt> NOT_TRIED = CompletableFuture.completedFuture(Receipt.refused(
            null, null, ProblemException.unavailable("not tried, for Kafka does not answer", RETRY_AFTER)));

    private final EventPublisher publisher;
    private final TopicsAtStart topics;
    private final Duration patience;
    private final TimeAdvance timeAdvance;
    private final GatewayMetrics metrics;
    private final TenantRates rates;
    private final TenantQueues queues;
    private final Reception reception;
    private final Uploads uploads;

    /**
     * Opens the gateway; as soon as Kafka answers, creates the declared topics where they are absent and reads back what
     * was sent last, whether its type is released or registered.
     *
     * @param schemas the types that are taken: those it has at the moment of each request
     */
    public EventGateway(GatewaySettings settings, EventSchemas schemas, PrometheusRegistry registry, Clock clock) {
        CloudEventReader reader = new CloudEventReader(schemas, clock);
        SentEvents sent = new SentEvents(settings.rememberedEvents());
        patience = settings.acknowledgeTimeout().plus(RETRY_AFTER);
        metrics = new GatewayMetrics(registry);
        rates = new TenantRates(settings.rateLimits(), clock);
        queues = new TenantQueues(settings.shares());
        metrics.watch(sent, queues::openRequests);
        topics = TopicsAtStart.create(settings.bootstrapServers(), () -> readBack(settings, sent, clock));
        publisher = new EventPublisher(settings, new EventCodec(schemas), clock, metrics, topics::done);
        reception = new Reception(
                reader,
                new PersonalData(settings.personalDataKey().map(PersonalDataKey::read)),
                new IdempotentPublisher(publisher, sent, metrics),
                metrics,
                settings.oldest(),
                clock);
        timeAdvance = new TimeAdvance(reader, publisher);
        uploads = new Uploads(reception, rates, settings.uploads());
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
        Route upload = Route.post(
                        "/api/events/stream",
                        Access.of(Role.PRODUCER),
                        "Send any number of CloudEvents, one a line; they are taken while they arrive")
                .consumes(LINES)
                .request(Documentation.EVENT)
                .response(Documentation.UPLOAD)
                .unaudited("the events themselves are the record")
                .handleStream(this::upload);
        Route advance = Route.post(
                        "/api/events/advance",
                        Access.of(Role.OPERATOR),
                        "Promise that no earlier event of a type will come, so that its days complete")
                .request(Documentation.ADVANCE)
                .audited("events.advance")
                .handle(timeAdvance::handle);
        return List.of(send, upload, advance);
    }

    @Override
    public List<ReadinessCheck> readinessChecks() {
        return List.of(new ReadinessCheck("kafka", publisher::problem));
    }

    @Override
    public void close() {
        topics.close();
        uploads.close();
        queues.close();
        publisher.close();
    }

    private static void readBack(GatewaySettings settings, SentEvents sent, Clock clock) {
        TopicTails tails = new TopicTails(settings.bootstrapServers(), sent, settings.rememberedEvents());
        // By their names, for the registry may answer later than Kafka, or be served by this very process.
        boolean whole = tails.read(Topics.ofAnyEvents().asMatchPredicate(), clock.instant(), LONGEST_READING_BACK);
        LOG.atInfo()
                .addKeyValue("events", sent.size())
                .addKeyValue("whole", whole)
                .log("last events read back");
    }

    /** Off the event loop, for sending waits where Kafka does not answer; answered in time in any case. */
    private CompletionStage<Response> send(Request request) {
        String tenant = request.caller().tenant();
        CompletableFuture<Response> answer = new CompletableFuture<>();
        try {
            rates.admit(tenant);
            queues.run(tenant, request.body().length, answer, () -> read(request));
        } catch (ProblemException problem) {
            throw counted(problem, tenant);
        }
        answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        return answer.exceptionallyCompose(failure -> CompletableFuture.failedFuture(Failures.inTime(failure)));
    }

    private CompletionStage<Response> upload(Request head, BodyParts body) {
        try {
            return uploads.begin(head, body);
        } catch (ProblemException problem) {
            throw counted(problem, head.caller().tenant());
        }
    }

    private ProblemException counted(ProblemException problem, String tenant) {
        if (problem.status() == TOO_MANY_REQUESTS) {
            metrics.limited(tenant);
        }
        return problem;
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
        return reception.receive(attributes, data, caller).thenApply(receipt -> Response.json(202, receipt));
    }

    private CompletableFuture<Response> batch(JsonNode batch, Caller caller) {
        if (!batch.isArray()) {
            throw ProblemException.invalid(null, "expected a list of at most " + LARGEST_BATCH + " events");
        }
        if (batch.size() > LARGEST_BATCH) {
            throw new ProblemException(
                    413,
                    "Batch too large",
                    "a batch of " + batch.size() + " events: expected at most " + LARGEST_BATCH
                            + "; POST /api/events/stream takes any number, one a line");
        }
        rates.charge(caller.tenant(), batch.size() - 1);
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>(batch.size());
        boolean answering = true;
        for (JsonNode event : batch) {
            CompletableFuture<Receipt> receipt = answering ? reception.receive(event, caller) : NOT_TRIED;
            receipts.add(receipt);
            // Sending the next would wait just as long as this one did.
            answering = answering && !(receipt.isDone() && receipt.join().status() >= UNAVAILABLE);
        }
        return CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new))
                .thenApply(all -> Batch.answer(
                        receipts.stream().map(CompletableFuture::join).toList()));
    }
}
