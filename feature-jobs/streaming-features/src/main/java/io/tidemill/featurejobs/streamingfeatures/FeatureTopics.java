package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.streamingfeatures.FeatureInput.Backfilled;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.FeaturesBackfilled;
import io.tidemill.schemas.events.FeaturesChanged;
import io.tidemill.schemas.featurecatalogue.CatalogueTopic;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics that tell of definitions. The offsets that their consumer groups commit say what a completed checkpoint
 * has; whoever publishes goes on by them.
 */
final class FeatureTopics {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureTopics.class);

    private FeatureTopics() {}

    /** Every revision, as JSON. */
    static SingleOutputStreamOperator<String> definitions(
            StreamExecutionEnvironment environment, JobConfiguration configuration) {
        return read(
                environment,
                configuration,
                "streaming-features.definitions",
                CatalogueTopic.DEFINITIONS_GROUP,
                Topics.FEATURE_DEFINITIONS,
                new Reading<>(
                        EventTypes.FEATURES_CHANGED, Types.STRING, event -> EventCodec.as(FeaturesChanged.class, event)
                                .getCatalogue()));
    }

    /** What versions have from the lake. */
    static SingleOutputStreamOperator<FeatureInput> backfill(
            StreamExecutionEnvironment environment, JobConfiguration configuration) {
        return read(
                environment,
                configuration,
                "streaming-features.backfill",
                CatalogueTopic.BACKFILL_GROUP,
                Topics.FEATURE_BACKFILL,
                new Reading<>(EventTypes.FEATURES_BACKFILLED, FeatureInput.TYPE, FeatureTopics::backfilled));
    }

    private static FeatureInput backfilled(Event event) {
        FeaturesBackfilled data = EventCodec.as(FeaturesBackfilled.class, event);
        ByteBuffer bytes = data.getState();
        byte[] state = new byte[bytes.remaining()];
        bytes.get(state);
        return new Backfilled(new EntityOfVersion(data.getVersion(), data.getEntity()), state);
    }

    private static <T> SingleOutputStreamOperator<T> read(
            StreamExecutionEnvironment environment,
            JobConfiguration configuration,
            String uid,
            String group,
            Topic topic,
            Reading<T> reading) {
        KafkaSource<T> source = KafkaSource.<T>builder()
                .setBootstrapServers(configuration.kafkaBootstrapServers())
                // By its name as a pattern, for it may be created after the job has begun.
                .setTopicPattern(Pattern.compile(Pattern.quote(topic.name())))
                .setProperty("partition.discovery.interval.ms", "2000")
                .setGroupId(group)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(reading)
                .setProperty("isolation.level", "read_committed")
                .setProperty("client.id.prefix", "tidemill." + uid)
                .build();
        return environment
                .fromSource(source, Timeless.strategy(), uid, reading.getProducedType())
                .uid(uid);
    }

    /** What an event of a type says. */
    @FunctionalInterface
    private interface Content<T> extends Serializable {
        T of(Event event);
    }

    private static final class Reading<T> implements KafkaRecordDeserializationSchema<T> {
        private static final long serialVersionUID = 1L;

        private final String eventType;
        private final TypeInformation<T> type;
        private final Content<T> content;

        Reading(String eventType, TypeInformation<T> type, Content<T> content) {
            this.eventType = Objects.requireNonNull(eventType, "eventType");
            this.type = Objects.requireNonNull(type, "type");
            this.content = Objects.requireNonNull(content, "content");
        }

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> read, Collector<T> out) {
            try {
                Event event = CatalogueTopic.read(read);
                if (event.type().equals(eventType)) {
                    out.collect(content.of(event));
                }
            } catch (MalformedRecordException e) {
                LOG.atError()
                        .addKeyValue("topic", read.topic())
                        .addKeyValue("partition", read.partition())
                        .addKeyValue("offset", read.offset())
                        .setCause(e)
                        .log("a record is not of the topic's type and is passed over");
            }
        }

        @Override
        public TypeInformation<T> getProducedType() {
            return type;
        }
    }
}
