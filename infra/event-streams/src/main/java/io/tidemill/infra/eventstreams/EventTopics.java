package io.tidemill.infra.eventstreams;

import io.tidemill.schemas.contracts.Topic;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Reads topics of events. */
public final class EventTopics {
    private static final String DISCOVERY_INTERVAL = "partition.discovery.interval.ms";

    private EventTopics() {}

    /**
     * The committed records of some topics with a watermark per topic partition, from the beginning or where the
     * checkpoint stands that the job is restored from. The topics must exist.
     *
     * @param uid of the source within the job
     */
    public static DataStream<StreamedRecord> read(
            StreamExecutionEnvironment environment,
            JobConfiguration configuration,
            String uid,
            List<Topic> topics,
            Clock clock) {
        return read(environment, configuration, uid, named(topics), clock, OffsetsInitializer.earliest());
    }

    /**
     * As {@link #read}, but a job that is restored from no checkpoint goes on where the last one of this name committed
     * its offsets: for a job whose output must not be written again when its checkpoints are lost.
     *
     * @param job the consumer group
     */
    public static DataStream<StreamedRecord> readOnwards(
            StreamExecutionEnvironment environment,
            JobConfiguration configuration,
            String uid,
            List<Topic> topics,
            Clock clock) {
        OffsetsInitializer committed = OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
        return read(environment, configuration, uid, named(topics), clock, committed);
    }

    /** As {@link #readOnwards}, of every topic whose name matches, also of those that are created later. */
    public static DataStream<StreamedRecord> readOnwards(
            StreamExecutionEnvironment environment,
            JobConfiguration configuration,
            String uid,
            Pattern topics,
            Clock clock) {
        OffsetsInitializer committed = OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
        return readFrom(committed, environment, configuration, uid, topics, clock);
    }

    /**
     * As {@link #read}, of every topic whose name matches, also of those that are created later, which are found within
     * about two seconds and read from their beginning; and a job that is restored from no checkpoint begins where it is told
     * to.
     */
    public static DataStream<StreamedRecord> readFrom(
            OffsetsInitializer start,
            StreamExecutionEnvironment environment,
            JobConfiguration configuration,
            String uid,
            Pattern topics,
            Clock clock) {
        KafkaSourceBuilder<StreamedRecord> matching =
                KafkaSource.<StreamedRecord>builder().setTopicPattern(topics).setProperty(DISCOVERY_INTERVAL, "2000");
        return read(environment, configuration, uid, matching, clock, start);
    }

    private static KafkaSourceBuilder<StreamedRecord> named(List<Topic> topics) {
        return KafkaSource.<StreamedRecord>builder()
                .setTopics(topics.stream().map(Topic::name).toList())
                .setProperty(DISCOVERY_INTERVAL, "60000");
    }

    private static DataStream<StreamedRecord> read(
            StreamExecutionEnvironment environment,
            JobConfiguration configuration,
            String uid,
            KafkaSourceBuilder<StreamedRecord> topics,
            Clock clock,
            OffsetsInitializer start) {
        KafkaSource<StreamedRecord> source = topics.setBootstrapServers(configuration.kafkaBootstrapServers())
                .setGroupId("tidemill." + uid)
                .setStartingOffsets(start)
                .setDeserializer(new RecordReading(clock, configuration.schemas())
                        .withPersonalDataKey(configuration.text(JobConfiguration.PERSONAL_DATA_KEY_FILE, "")))
                .setProperty("isolation.level", "read_committed")
                .setProperty("max.poll.records", "2000")
                .setProperty("client.id.prefix", "tidemill." + uid)
                .build();
        return environment
                .fromSource(
                        source,
                        EventTimeWatermarks.strategy(configuration.outOfOrderness(), configuration.idleness()),
                        uid,
                        StreamedRecordTypes.RECORDS)
                .uid(uid);
    }
}
