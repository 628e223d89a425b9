package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.OutgoingRecord;
import io.tidemill.ingestion.laketables.layout.DayCompletion;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces completed days, each revision once. When it starts it fences off whoever announced before, by a fixed
 * transactional id, and reads back what has been announced; from then on it alone writes the topic.
 */
final class Announcer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final String TRANSACTIONAL_ID = "tidemill.lake.partitions-completed";
    private static final String SOURCE = "/tidemill/lake-sink";
    private static final String TENANT = "default";
    private static final Duration POLL = Duration.ofMillis(100);

    private final LakeSettings settings;
    private final Clock clock;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, CompletedDays> days = new HashMap<>();

    private Announcer(LakeSettings settings, Clock clock, KafkaProducer<byte[], byte[]> producer) {
        this.settings = settings;
        this.clock = clock;
        this.producer = producer;
    }

    static Announcer start(LakeSettings settings, Clock clock) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        settings.kafka(),
                        "client.id",
                        TRANSACTIONAL_ID,
                        "transactional.id",
                        TRANSACTIONAL_ID,
                        "max.block.ms",
                        "30000",
                        "acks",
                        "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        Announcer announcer = new Announcer(settings, clock, producer);
        try {
            producer.initTransactions();
            announcer.readBack();
            return announcer;
        } catch (RuntimeException e) {
            announcer.close();
            throw e;
        }
    }

    /** Announces the days of a table that are complete and have not been announced. */
    void announce(CommittedTable table) {
        OptionalLong watermark = table.watermark();
        if (watermark.isEmpty()) {
            return;
        }
        CompletedDays completed = daysOf(table.name());
        List<CompletedDays.Announcement> due = completed.due(table.rows(), watermark.getAsLong(), clock.millis());
        if (due.isEmpty()) {
            return;
        }
        table.keepSnapshot(settings.layouts().of(table.name()).snapshots().keepAnnouncedFor());
        Instant now = clock.instant();
        producer.beginTransaction();
        due.forEach(announcement -> producer.send(
                OutgoingRecord.of(Topics.PARTITIONS_COMPLETED, event(table, announcement, watermark.getAsLong()), now)
                        .toProducerRecord()));
        producer.commitTransaction();
        due.forEach(done -> completed.announced(done.day(), done.revision(), done.rows()));
        LOG.atInfo()
                .addKeyValue("table", table.name())
                .addKeyValue("days", due.size())
                .addKeyValue("snapshotId", table.snapshotId())
                .log("announced completed days");
    }

    /** The first day of a table that a watermark has not passed. */
    int firstOpenDay(String table, long watermark) {
        return daysOf(table).firstOpenDay(watermark);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    private CompletedDays daysOf(String table) {
        return days.computeIfAbsent(table, name -> {
            DayCompletion completion = settings.layouts().of(name).completion();
            return new CompletedDays(
                    completion.allowedLatenessOr(settings.allowedLateness()),
                    completion.revisionQuietPeriodOr(settings.revisionQuietPeriod()));
        });
    }

    private static Event event(CommittedTable table, CompletedDays.Announcement announcement, long watermark) {
        LocalDate day = LocalDate.ofEpochDay(announcement.day());
        String name = LakeTables.NAMESPACE + "." + table.name();
        String id = name + "/" + day + "/" + announcement.revision();
        PartitionCompleted data = PartitionCompleted.newBuilder()
                .setTable(name)
                .setPartition(day)
                .setRevision(announcement.revision())
                .setSnapshotId(table.snapshotId())
                .setRows(announcement.rows())
                .setWatermark(Instant.ofEpochMilli(watermark))
                .build();
        return new Event(id, SOURCE, EventTypes.PARTITION_COMPLETED, id, Instant.ofEpochMilli(watermark), TENANT, data);
    }

    private void readBack() {
        EventCodec codec = new EventCodec(ReleasedSchemas.load());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", settings.kafka(),
                        "client.id", TRANSACTIONAL_ID + ".reader",
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.PARTITIONS_COMPLETED.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(announced -> note(codec, announced));
            }
        }
    }

    private void note(EventCodec codec, ConsumerRecord<byte[], byte[]> announced) {
        try {
            PartitionCompleted completed =
                    EventCodec.as(PartitionCompleted.class, codec.decode(announced.headers(), announced.value()));
            String table = completed.getTable().substring(LakeTables.NAMESPACE.length() + 1);
            int day = Math.toIntExact(completed.getPartition().toEpochDay());
            daysOf(table).announced(day, completed.getRevision(), completed.getRows());
        } catch (MalformedRecordException e) {
            LOG.atWarn()
                    .addKeyValue("topic", announced.topic())
                    .addKeyValue("partition", announced.partition())
                    .addKeyValue("offset", announced.offset())
                    .addKeyValue("reason", e.reason())
                    .log("skipped a record that announces nothing");
        }
    }
}
