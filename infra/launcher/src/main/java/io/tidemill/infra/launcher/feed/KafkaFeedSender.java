package io.tidemill.infra.launcher.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.launcher.waiting.Poll;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.eventreplay.feed.Pace;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.EventSchemas;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a feed straight to Kafka, checked by the gateway's rules in this process. Events are acknowledged by all replicas in
 * sync when {@link #send} returns; if it fails, sending the whole feed again changes nothing but what is missing. Not safe
 * to share between threads.
 */
public final class KafkaFeedSender implements AutoCloseable {
    private static final int REFUSALS_TOLD = 20;
    private static final int EVENTS_BETWEEN_FLUSHES = 50_000;
    private static final int TIMEOUT_MILLISECONDS = 60_000;
    private static final String SOURCE = "/tidemill/replay";

    /** Reads as the gateway does. */
    private static final ObjectReader JSON = Json.MAPPER.reader();

    private final KafkaProducer<byte[], byte[]> producer;
    private final EventIntake intake;
    private final EventCodec codec;
    private final Clock clock;
    private final Progress progress;
    private final Consumer<String> problems;
    private final Caller caller = new Caller("replay", Caller.DEFAULT_TENANT, Set.of(Role.ADMIN));
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final SortedMap<String, Long> byType = new TreeMap<>();
    private final long started = System.nanoTime();
    private long accepted;
    private long refused;
    private @Nullable Instant eventTime;

    /**
     * @param bootstrapServers Kafka's brokers
     * @param intake the gateway's rules
     * @param progress told how far the sending is
     * @param problems told why events were refused, in words; the first few
     */
    public KafkaFeedSender(
            String bootstrapServers,
            EventIntake intake,
            EventSchemas schemas,
            Clock clock,
            Progress progress,
            Consumer<String> problems) {
        this.intake = intake;
        this.codec = new EventCodec(schemas);
        this.clock = clock;
        this.progress = progress;
        this.problems = problems;
        this.producer =
                new KafkaProducer<>(settings(bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends every event at its time. */
    public Sent send(Iterator<CloudEventJson> events, Pace pace) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long index = 0;
        while (events.hasNext()) {
            CloudEventJson event = events.next();
            Duration wait = pace.waitBefore(index, event.time(), Duration.ofNanos(System.nanoTime() - begun));
            if (wait.toMillis() > 0) {
                Poll.pause(wait);
            }
            take(event);
            index++;
            if (index % EVENTS_BETWEEN_FLUSHES == 0) {
                flush();
            }
        }
        flush();
        progress.done(sent());
        return sent();
    }

    /** Promises that no event before a time will come, for each type that was sent. */
    public void finish(Instant time) throws IOException {
        for (String type : byType.keySet()) {
            Topic topic = Topics.ofEvents(type);
            for (int partition = 0;
                    partition < producer.partitionsFor(topic.name()).size();
                    partition++) {
                String id = type + "/" + time + "/" + partition;
                Event advance =
                        new Event(id, SOURCE, EventTypes.TIME_ADVANCED, type, time, Caller.DEFAULT_TENANT, null);
                send(codec.encode(topic, partition, advance, clock.instant()));
            }
        }
        flush();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private Sent sent() {
        return new Sent(
                accepted,
                refused,
                0,
                Collections.unmodifiableSortedMap(new TreeMap<>(byType)),
                eventTime,
                Duration.ofNanos(System.nanoTime() - started));
    }

    private void take(CloudEventJson json) throws IOException {
        try {
            JsonNode node = JSON.readTree(json.json());
            send(intake.record(intake.read(node, caller)));
            accepted++;
            byType.merge(json.type(), 1L, Long::sum);
            if (eventTime == null || json.time().isAfter(eventTime)) {
                eventTime = json.time();
            }
        } catch (ProblemException problem) {
            if (refused++ < REFUSALS_TOLD) {
                problems.accept(
                        "event " + json.id() + ", " + problem.field().orElse("event") + ": " + problem.detail());
            }
        }
        if ((accepted + refused) % 1000 == 0) {
            progress.at(sent());
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) throws IOException {
        try {
            producer.send(record, (metadata, problem) -> {
                if (problem != null) {
                    failure.compareAndSet(null, problem);
                }
            });
        } catch (KafkaException e) {
            throw new IOException("Kafka does not take events: " + e.getMessage(), e);
        }
    }

    private void flush() throws IOException {
        producer.flush();
        Exception problem = failure.getAndSet(null);
        if (problem != null) {
            throw new IOException(
                    "Kafka has not acknowledged all events (" + problem.getMessage() + "): send the file again",
                    problem);
        }
    }

    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "client.id",
                "tidemill-replay",
                "acks",
                "all",
                "enable.idempotence",
                true,
                "compression.type",
                "lz4",
                "linger.ms",
                10,
                "batch.size",
                256 << 10,
                "max.block.ms",
                TIMEOUT_MILLISECONDS,
                "delivery.timeout.ms",
                TIMEOUT_MILLISECONDS,
                "max.request.size",
                Topic.MAXIMUM_RECORD_BYTES);
    }
}
