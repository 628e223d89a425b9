package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.infra.topictransactions.TopicPlaces;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.FeaturesJudged;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.QualityJudged;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.expectations.QualityDefinitions;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinition;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinitions;
import io.tidemill.trainingtriggers.partitionwatch.Run.CompletedPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
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
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes runs of completed partitions, and lets go of those whose day has a good verdict, by a thread of its own. What a
 * record does and its place on the topic are one transaction: a partition makes its runs once, whatever is killed and in
 * whatever order the two topics are read. While the definitions are invalid it waits.
 */
final class PartitionFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PAUSE_MILLISECONDS = 1000;
    private static final TopicPlaces PLACES = new TopicPlaces(RunStore.SCHEMA);
    private static final TopicPartition COMPLETED = new TopicPartition(Topics.PARTITIONS_COMPLETED.name(), 0);
    private static final TopicPartition VERDICTS = new TopicPartition(Topics.QUALITY_VERDICTS.name(), 0);
    private static final TopicPartition FEATURES = new TopicPartition(Topics.FEATURE_VERDICTS.name(), 0);
    private static final List<TopicPartition> FOLLOWED = List.of(COMPLETED, VERDICTS, FEATURES);

    private final RunStore store;
    private final Path definitions;
    private final Supplier<FeatureCatalogue> serving;
    private final EventSchemas schemas;
    private final Clock clock;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "partition-follower");

    private PartitionFollower(
            RunStore store,
            String bootstrapServers,
            Path definitions,
            Supplier<FeatureCatalogue> serving,
            EventSchemas schemas,
            Clock clock) {
        this.serving = serving;
        this.store = store;
        this.definitions = definitions;
        this.schemas = schemas;
        this.clock = clock;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static PartitionFollower start(
            RunStore store,
            String bootstrapServers,
            Path definitions,
            Supplier<FeatureCatalogue> serving,
            EventSchemas schemas,
            Clock clock) {
        PartitionFollower follower =
                new PartitionFollower(store, bootstrapServers, definitions, serving, schemas, clock);
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
            consumer.assign(FOLLOWED);
            while (closed.getCount() > 0) {
                try {
                    if (!placed) {
                        for (TopicPartition followed : FOLLOWED) {
                            consumer.seek(followed, position(followed));
                        }
                        placed = true;
                    }
                    ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
                    judged(polled.records(VERDICTS));
                    judgedFeatures(polled.records(FEATURES));
                    completed(polled.records(COMPLETED));
                } catch (WakeupException e) {
                    LOG.atDebug().log("woken to close");
                } catch (SQLException | IOException | InvalidDefinitionsException | KafkaException e) {
                    LOG.atError()
                            .addKeyValue("topics", FOLLOWED)
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

    private long position(TopicPartition followed) throws SQLException {
        return store.transactions().run(connection -> PLACES.next(connection, followed.topic()));
    }

    private HeldRuns heldRuns() throws IOException {
        return heldRuns(ModelDefinitions.declared(definitions));
    }

    private HeldRuns heldRuns(List<ModelDefinition> models) throws IOException {
        return new HeldRuns(
                models,
                QualityDefinitions.read(definitions, schemas),
                serving.get().definitions());
    }

    private void judged(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException, IOException {
        if (records.isEmpty()) {
            return;
        }
        HeldRuns held = heldRuns();
        for (ConsumerRecord<byte[], byte[]> judged : records) {
            Optional<DayVerdict> verdict = verdict(judged);
            store.transactions().run(connection -> {
                RunStore.lockForPlanning(connection);
                if (verdict.isPresent()) {
                    held.judged(connection, verdict.get(), clock.instant());
                }
                PLACES.set(connection, judged.topic(), judged.offset() + 1);
                return verdict;
            });
        }
    }

    private void judgedFeatures(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException, IOException {
        if (records.isEmpty()) {
            return;
        }
        HeldRuns held = heldRuns();
        for (ConsumerRecord<byte[], byte[]> judged : records) {
            Optional<FeatureVerdicts.Announced> announced = read(
                    judged,
                    EventTypes.FEATURES_JUDGED,
                    event -> FeatureVerdicts.Announced.of(EventCodec.as(FeaturesJudged.class, event)));
            store.transactions().run(connection -> {
                RunStore.lockForPlanning(connection);
                if (announced.isPresent()) {
                    held.judged(connection, announced.get(), clock.instant());
                }
                PLACES.set(connection, judged.topic(), judged.offset() + 1);
                return announced;
            });
        }
    }

    private void completed(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException, IOException {
        if (records.isEmpty()) {
            return;
        }
        List<ModelDefinition> models = ModelDefinitions.declared(definitions);
        HeldRuns held = heldRuns(models);
        for (ConsumerRecord<byte[], byte[]> completed : records) {
            Optional<CompletedPartition> partition = partition(completed);
            List<Run> made = store.transactions().run(connection -> {
                RunStore.lockForPlanning(connection);
                List<Run> runs = partition.isEmpty() ? List.of() : plan(connection, partition.get(), models, held);
                PLACES.set(connection, completed.topic(), completed.offset() + 1);
                return runs;
            });
            made.forEach(run -> LOG.atInfo()
                    .addKeyValue("model", run.model())
                    .addKeyValue("partition", partition)
                    .addKeyValue("state", run.state().status())
                    .log("training run is due"));
        }
    }

    private List<Run> plan(
            Connection connection, CompletedPartition completed, List<ModelDefinition> models, HeldRuns held)
            throws SQLException {
        Optional<LocalDate> before = PartitionRows.latestBefore(connection, completed.table(), completed.day());
        PartitionRows.insert(connection, completed);
        List<Run> runs = new ArrayList<>();
        for (ModelDefinition model : models) {
            Optional<Run> due = RunPlanner.due(model, completed, before, clock.instant());
            if (due.isPresent()) {
                Run run = held.begun(connection, due.get(), completed, clock.instant());
                if (RunStore.add(connection, run)) {
                    runs.add(run);
                }
            }
        }
        return runs;
    }

    private Optional<DayVerdict> verdict(ConsumerRecord<byte[], byte[]> judged) {
        return read(judged, EventTypes.QUALITY_JUDGED, event -> {
            QualityJudged data = EventCodec.as(QualityJudged.class, event);
            return new DayVerdict(
                    withoutNamespace(data.getTable()),
                    data.getPartition(),
                    data.getRevision(),
                    data.getVerdict(),
                    data.getFailedRules());
        });
    }

    private Optional<CompletedPartition> partition(ConsumerRecord<byte[], byte[]> completed) {
        return read(completed, EventTypes.PARTITION_COMPLETED, event -> {
            PartitionCompleted data = EventCodec.as(PartitionCompleted.class, event);
            return new CompletedPartition(
                    withoutNamespace(data.getTable()), data.getPartition(), data.getRevision(), data.getSnapshotId());
        });
    }

    private static String withoutNamespace(String table) {
        return table.substring(table.lastIndexOf('.') + 1);
    }

    private <T> Optional<T> read(ConsumerRecord<byte[], byte[]> sent, String type, Function<Event, T> reading) {
        try {
            Event event = codec.decode(sent.headers(), sent.value());
            return event.type().equals(type) ? Optional.of(reading.apply(event)) : Optional.empty();
        } catch (MalformedRecordException | RuntimeException e) {
            LOG.atError()
                    .addKeyValue("topic", sent.topic())
                    .addKeyValue("partition", sent.partition())
                    .addKeyValue("offset", sent.offset())
                    .setCause(e)
                    .log("a record is not what its topic holds and is passed over");
            return Optional.empty();
        }
    }
}
