package io.tidemill.ingestion.eventfeeds.topics;

import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.ingestion.eventfeeds.Feed;
import io.tidemill.ingestion.eventfeeds.FeedMetrics;
import io.tidemill.ingestion.eventfeeds.FeedStatus;
import io.tidemill.ingestion.eventfeeds.LiveMapping;
import io.tidemill.ingestion.eventfeeds.definitions.FeedDefinition;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.ingestion.eventreplay.mapping.InvalidMappingException;
import io.tidemill.ingestion.eventreplay.mapping.Mapping;
import io.tidemill.schemas.contracts.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic of plain JSON and writes its events, in Kafka transactions that hold the events and how far was read: each
 * record is one event or one dead letter, whatever is killed when, and however many servers share the feed. After any
 * failure it begins anew where the last transaction ended.
 */
public final class TopicFeed implements Feed {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    /** An open transaction of a server that was killed holds readers up for so long. */
    private static final int TRANSACTION_MILLISECONDS = 10_000;

    private final FeedDefinition.Topic definition;
    private final LiveMapping mapping;
    private final String bootstrapServers;
    private final RecordConversion conversion;
    private final FeedMetrics metrics;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> reading;
    private volatile @Nullable String problem;
    private volatile boolean assigned;

    private TopicFeed(
            FeedDefinition.Topic definition,
            LiveMapping mapping,
            String bootstrapServers,
            EventIntake intake,
            FeedMetrics metrics) {
        this.definition = definition;
        this.mapping = mapping;
        this.bootstrapServers = bootstrapServers;
        this.conversion = new RecordConversion(
                intake, new Caller("feed/" + definition.name(), Caller.DEFAULT_TENANT, Set.of(Role.ADMIN)));
        this.metrics = metrics;
        this.thread = new Thread(this::run, "feed-" + definition.name());
        thread.setDaemon(true);
    }

    /**
     * Starts a feed.
     *
     * @param mapping the definition's, to the types of now
     */
    public static TopicFeed start(
            FeedDefinition.Topic definition,
            LiveMapping mapping,
            String bootstrapServers,
            EventIntake intake,
            FeedMetrics metrics) {
        TopicFeed feed = new TopicFeed(definition, mapping, bootstrapServers, intake, metrics);
        feed.thread.start();
        return feed;
    }

    @Override
    public FeedStatus status() {
        String failing = problem;
        return new FeedStatus(
                definition.name(),
                "topic",
                definition.topic(),
                definition.mapping().type(),
                failing != null ? "failing" : assigned ? "running" : "waiting",
                Map.of("events", events.get(), "rejected", rejected.get()),
                failing);
    }

    @Override
    public void close() {
        closed.countDown();
        KafkaConsumer<byte[], byte[]> consumer = reading;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(2 * CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean open() {
        return closed.getCount() > 0;
    }

    private void run() {
        while (open()) {
            try {
                follow();
            } catch (WakeupException e) {
                // Closed, or it goes on.
            } catch (InvalidMappingException e) {
                refuse(e);
                pause();
            } catch (RuntimeException e) {
                // Kafka's, mostly; whatever it is, the record was not taken and will be read again.
                problem = String.valueOf(e.getMessage());
                LOG.atWarn().addKeyValue("feed", definition.name()).setCause(e).log("feed failed; beginning anew");
                pause();
            }
        }
    }

    /** What is wrong is not a record: it stays on its topic until the type and the mapping fit each other. */
    private void refuse(InvalidMappingException e) {
        String reason = String.valueOf(e.getMessage());
        if (!reason.equals(problem)) {
            LOG.atWarn()
                    .addKeyValue("feed", definition.name())
                    .addKeyValue("reason", reason)
                    .log("the mapping does not fit its event type; waiting");
        }
        problem = reason;
    }

    private void pause() {
        try {
            closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() throws InvalidMappingException {
        mapping.now();
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(writing(), new ByteArraySerializer(), new ByteArraySerializer());
        try {
            reading = consumer;
            producer.initTransactions();
            consumer.subscribe(Set.of(definition.topic()));
            while (open()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                assigned = !consumer.assignment().isEmpty();
                if (!records.isEmpty()) {
                    transfer(records, consumer, producer);
                }
                problem = null;
            }
        } finally {
            reading = null;
            assigned = false;
            // Without waiting for what is under way: a transaction that is not committed is as if it had never been.
            producer.close(Duration.ZERO);
            close(consumer);
        }
    }

    private static void close(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            consumer.close(CloseOptions.timeout(CLOSING));
        } catch (KafkaException e) {
            LOG.atDebug().setCause(e).log("consumer of a feed not closed in order");
        }
    }

    private void transfer(
            ConsumerRecords<byte[], byte[]> records,
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<byte[], byte[]> producer)
            throws InvalidMappingException {
        Mapping fitting = mapping.now();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        long refused = 0;
        producer.beginTransaction();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            RecordConversion.Converted converted = conversion.convert(record, fitting);
            refused += converted.rejected() ? 1 : 0;
            producer.send(converted.record());
            next.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        }
        producer.sendOffsetsToTransaction(next, consumer.groupMetadata());
        producer.commitTransaction();
        events.addAndGet(records.count() - refused);
        rejected.addAndGet(refused);
        metrics.sent(definition.name(), records.count() - refused);
        metrics.rejected(definition.name(), refused);
    }

    private Map<String, Object> reading() {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "client.id",
                "feed-" + definition.name(),
                "group.id",
                "tidemill.feed." + definition.name(),
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "allow.auto.create.topics",
                false,
                "metadata.max.age.ms",
                10_000,
                "max.poll.records",
                500);
    }

    private Map<String, Object> writing() {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "client.id",
                "feed-" + definition.name(),
                // Which server may write is told by the consumer's generation in the group, not by this id.
                "transactional.id",
                "tidemill.feed." + definition.name() + "." + UUID.randomUUID(),
                "transaction.timeout.ms",
                TRANSACTION_MILLISECONDS,
                "max.block.ms",
                TRANSACTION_MILLISECONDS,
                "delivery.timeout.ms",
                TRANSACTION_MILLISECONDS,
                "request.timeout.ms",
                TRANSACTION_MILLISECONDS / 2,
                "compression.type",
                "lz4",
                "max.request.size",
                Topic.MAXIMUM_RECORD_BYTES);
    }
}
