package io.tidemill.ingestion.lineage.observation;

import io.tidemill.infra.topictransactions.TopicPlaces;
import io.tidemill.ingestion.lineage.LineageSettings;
import io.tidemill.ingestion.lineage.delivery.Outbox;
import io.tidemill.ingestion.lineage.graph.Dataset;
import io.tidemill.ingestion.lineage.graph.DatasetKind;
import io.tidemill.ingestion.lineage.graph.Graphs;
import io.tidemill.ingestion.lineage.openlineage.Facet;
import io.tidemill.ingestion.lineage.openlineage.RunEvent;
import io.tidemill.ingestion.lineage.openlineage.ToldDataset;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices completed days by their topic: a run of each, whose output is the table in the snapshot that is complete. */
public final class DayObserver implements Observer {
    private static final Logger LOG = LoggerFactory.getLogger(DayObserver.class);
    private static final TopicPartition COMPLETED = new TopicPartition(Topics.PARTITIONS_COMPLETED.name(), 0);
    private static final TopicPlaces PLACES = new TopicPlaces("lineage");
    private static final Duration POLL = Duration.ofMillis(100);

    private final Graphs graphs;
    private final Naming naming;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final KafkaConsumer<byte[], byte[]> consumer;

    public DayObserver(LineageSettings settings, Graphs graphs) {
        this.graphs = graphs;
        this.naming = new Naming(settings);
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", settings.kafka(),
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(COMPLETED));
    }

    @Override
    public String name() {
        return "days";
    }

    @Override
    public void look(Connection connection) throws SQLException, IOException {
        long position = PLACES.next(connection, COMPLETED.topic());
        List<ConsumerRecord<byte[], byte[]>> records;
        try {
            consumer.seek(COMPLETED, position);
            records = consumer.poll(POLL).records(COMPLETED);
        } catch (KafkaException e) {
            throw new IOException("topic " + COMPLETED.topic() + " cannot be read", e);
        }
        for (ConsumerRecord<byte[], byte[]> completed : records) {
            Optional<PartitionCompleted> day = day(completed);
            if (day.isPresent()) {
                tell(connection, day.get(), Instant.ofEpochMilli(completed.timestamp()));
            }
            position = completed.offset() + 1;
        }
        PLACES.set(connection, COMPLETED.topic(), position);
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void tell(Connection connection, PartitionCompleted day, Instant announced)
            throws SQLException, IOException {
        String table = day.getTable();
        Dataset dataset = graphs.now().dataset(table).orElse(new Dataset(DatasetKind.TABLE, table, List.of()));
        ToldDataset complete = naming.told(dataset)
                .with("version", Facet.version(Long.toString(day.getSnapshotId())))
                .withOwn("outputStatistics", Facet.outputStatistics(day.getRows()));
        Instant start = day.getPartition().atStartOfDay(ZoneOffset.UTC).toInstant();
        RunEvent event = new RunEvent(
                RunEvent.Type.COMPLETE,
                announced,
                RunEvent.runId("day", table, day.getPartition(), day.getRevision()),
                naming.job("day." + table.substring(table.lastIndexOf('.') + 1), "BATCH", "DAY"),
                List.of(),
                List.of(complete),
                Map.of("nominalTime", Facet.nominalTime(start, start.plus(Duration.ofDays(1)))));
        Outbox.add(connection, event.as(RunEvent.Type.START, announced));
        Outbox.add(connection, event);
    }

    private Optional<PartitionCompleted> day(ConsumerRecord<byte[], byte[]> completed) {
        try {
            Event event = codec.decode(completed.headers(), completed.value());
            return event.type().equals(EventTypes.PARTITION_COMPLETED)
                    ? Optional.of(EventCodec.as(PartitionCompleted.class, event))
                    : Optional.empty();
        } catch (MalformedRecordException | RuntimeException e) {
            LOG.atError()
                    .addKeyValue("topic", completed.topic())
                    .addKeyValue("offset", completed.offset())
                    .setCause(e)
                    .log("a record is no completed partition and is passed over");
            return Optional.empty();
        }
    }
}
