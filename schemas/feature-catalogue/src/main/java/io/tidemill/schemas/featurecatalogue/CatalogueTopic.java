package io.tidemill.schemas.featurecatalogue;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.FeaturesBackfilled;
import io.tidemill.schemas.events.FeaturesChanged;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Catalogues, and what versions have from the lake, as records of Kafka. */
public final class CatalogueTopic {
    /**
     * The consumer group by which the streaming job reads {@link Topics#FEATURE_DEFINITIONS}: it commits what a completed
     * checkpoint has.
     */
    public static final String DEFINITIONS_GROUP = "tidemill.streaming-features.definitions";

    /** As {@link #DEFINITIONS_GROUP}, of {@link Topics#FEATURE_BACKFILL}. */
    public static final String BACKFILL_GROUP = "tidemill.streaming-features.backfill";

    private static final String SOURCE = "tidemill/feature-definitions";
    private static final EventCodec CODEC = new EventCodec(ReleasedSchemas.load());
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private CatalogueTopic() {}

    /** The record of a catalogue on {@link Topics#FEATURE_DEFINITIONS}. */
    public static ProducerRecord<byte[], byte[]> record(FeatureCatalogue catalogue, Clock clock) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        FeaturesChanged changed = FeaturesChanged.newBuilder()
                .setProject(catalogue.project())
                .setRevision(catalogue.revision())
                .setCatalogue(CatalogueJson.write(catalogue))
                .setChangedAt(now)
                .build();
        Event event = new Event(
                "revision-" + catalogue.revision(),
                SOURCE,
                EventTypes.FEATURES_CHANGED,
                catalogue.project(),
                now,
                "default",
                changed);
        return CODEC.encode(Topics.FEATURE_DEFINITIONS, null, event, now);
    }

    /** The record of one entity's state on {@link Topics#FEATURE_BACKFILL}. */
    public static ProducerRecord<byte[], byte[]> backfilled(String version, String entity, byte[] state, Clock clock) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String subject = version + "/" + entity;
        FeaturesBackfilled data = FeaturesBackfilled.newBuilder()
                .setVersion(version)
                .setEntity(entity)
                .setState(ByteBuffer.wrap(state))
                .build();
        Event event = new Event(subject, SOURCE, EventTypes.FEATURES_BACKFILLED, subject, now, "default", data);
        return CODEC.encode(Topics.FEATURE_BACKFILL, null, event, now);
    }

    /**
     * What {@link #record} or {@link #backfilled} made, read back.
     *
     * @throws MalformedRecordException if it is neither
     */
    public static Event read(ConsumerRecord<byte[], byte[]> read) throws MalformedRecordException {
        return CODEC.decode(read.headers(), read.value());
    }

    /** The catalogue that was published last, if there is one; waits for the broker. */
    public static Optional<FeatureCatalogue> newest(String bootstrapServers) {
        TopicPartition partition = new TopicPartition(Topics.FEATURE_DEFINITIONS.name(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "allow.auto.create.topics", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            if (consumer.partitionsFor(partition.topic(), PATIENCE).isEmpty()) {
                return Optional.empty(); // Nobody publishes definitions here.
            }
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
            Optional<FeatureCatalogue> newest = Optional.empty();
            while (consumer.position(partition, PATIENCE) < end) {
                for (ConsumerRecord<byte[], byte[]> read : consumer.poll(PATIENCE)) {
                    newest = Optional.of(catalogue(read));
                }
            }
            return newest;
        }
    }

    private static FeatureCatalogue catalogue(ConsumerRecord<byte[], byte[]> read) {
        try {
            return CatalogueJson.read(
                    EventCodec.as(FeaturesChanged.class, read(read)).getCatalogue());
        } catch (MalformedRecordException e) {
            throw new IllegalStateException(
                    "topic " + read.topic() + ", offset " + read.offset() + ": no catalogue of features", e);
        }
    }
}
