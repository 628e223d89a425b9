package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinition;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinitions;
import io.tidemill.trainingtriggers.partitionwatch.Run.CompletedPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes runs of completed partitions, by a thread of its own. Runs and the place on the topic they came from are one
 * transaction: a partition makes its runs once, whatever is killed. While the definitions are invalid it waits.
 */
final class PartitionFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PAUSE_MILLISECONDS = 1000;
    private static final TopicPartition PARTITION = new TopicPartition(Topics.PARTITIONS_COMPLETED.name(), 0);

    private final RunStore store;
    private final Path definitions;
    private final Clock clock;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "partition-follower");

    private PartitionFollower(RunStore store, String bootstrapServers, Path definitions, Clock clock) {
        this.store = store;
        this.definitions = definitions;
        this.clock = clock;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static PartitionFollower start(RunStore store, String bootstrapServers, Path definitions, Clock clock) {
        PartitionFollower follower = new PartitionFollower(store, bootstrapServers, definitions, clock);
        follower.thread.setDaemon(true);
        follower.thread.start();
        return follower;
    }

    @Override
    public void close() {
        closed.countDown();
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        boolean placed = false;
        try (consumer) {
            consumer.assign(List.of(PARTITION));
            while (closed.getCount() > 0) {
                try {
                    if (!placed) {
                        consumer.seek(PARTITION, position());
                        placed = true;
                    }
                    work(new ArrayList<>(consumer.poll(POLL).records(PARTITION)));
                } catch (WakeupException e) {
                    LOG.atDebug().log("woken to close");
                } catch (SQLException | IOException | InvalidDefinitionsException | KafkaException e) {
                    LOG.atError()
                            .addKeyValue("topic", PARTITION.topic())
                            .setCause(e)
                            .log("cannot make runs of completed partitions, trying again");
                    placed = false;
                    pause();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause() throws InterruptedException {
        boolean now = closed.await(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS);
        LOG.atDebug().addKeyValue("closed", now).log("pause ended");
    }

    private long position() throws SQLException {
        return store.transactions().run(connection -> PartitionRows.position(connection, PARTITION.topic()));
    }

    private void work(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException, IOException {
        if (records.isEmpty()) {
            return;
        }
        List<ModelDefinition> models = ModelDefinitions.read(definitions);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Optional<CompletedPartition> partition = partition(record);
            List<Run> made = store.transactions().run(connection -> {
                RunStore.lockForPlanning(connection);
                List<Run> runs = new ArrayList<>();
                if (partition.isPresent()) {
                    CompletedPartition completed = partition.get();
                    Optional<LocalDate> before =
                            PartitionRows.latestBefore(connection, completed.table(), completed.day());
                    PartitionRows.insert(connection, completed);
                    for (ModelDefinition model : models) {
                        Optional<Run> due = RunPlanner.due(model, completed, before, clock.instant());
                        if (due.isPresent() && RunStore.add(connection, due.get())) {
                            runs.add(due.get());
                        }
                    }
                }
                PartitionRows.setPosition(connection, PARTITION.topic(), record.offset() + 1);
                return runs;
            });
            made.forEach(run -> LOG.atInfo()
                    .addKeyValue("model", run.model())
                    .addKeyValue("partition", partition)
                    .log("training run is due"));
        }
    }

    private Optional<CompletedPartition> partition(ConsumerRecord<byte[], byte[]> record) {
        try {
            Event event = codec.decode(record.headers(), record.value());
            if (!event.type().equals(EventTypes.PARTITION_COMPLETED)) {
                return Optional.empty();
            }
            PartitionCompleted completed = EventCodec.as(PartitionCompleted.class, event);
            String table = completed.getTable().substring(completed.getTable().lastIndexOf('.') + 1);
            return Optional.of(new CompletedPartition(
                    table, completed.getPartition(), completed.getRevision(), completed.getSnapshotId()));
        } catch (MalformedRecordException | RuntimeException e) {
            LOG.atError()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("a record is no completed partition and is passed over");
            return Optional.empty();
        }
    }
}
