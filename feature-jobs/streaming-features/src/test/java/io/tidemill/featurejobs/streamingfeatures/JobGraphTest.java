package io.tidemill.featurejobs.streamingfeatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.eventstreams.GoldenJobGraph;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobConfigurationException;
import io.tidemill.infra.eventstreams.JobEnvironment;
import io.tidemill.infra.eventstreams.KryoFree;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobGraphTest {
    @Test
    void theJobIsWiredAsItWas(@TempDir Path folder) throws IOException {
        // Given the job of one view with two tasks an operator
        JobConfiguration configuration = configuration(folder, "order.paid");
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration, StreamingFeaturesJob.NAME);
        // When it is defined
        StreamingFeaturesJob.define(environment, configuration, StreamingFeaturesJob.ofFolder(configuration));
        // Then its graph is the one in the file
        GoldenJobGraph.beside(JobGraphTest.class).requireOf(environment.getStreamGraph());
    }

    @Test
    void aViewOfOurOwnEventsIsRefused(@TempDir Path folder) throws IOException {
        JobConfiguration configuration = configuration(folder, "decision.made");
        assertThatThrownBy(() -> StreamingFeaturesJob.ofFolder(configuration))
                .isInstanceOf(JobConfigurationException.class)
                .hasMessageContaining("views of business event types");
    }

    @Test
    void updatesTravelWithoutKryo(@TempDir Path folder) throws IOException {
        // Given
        KryoFree.require(FeatureUpdate.TYPE);
        ViewVersion version = StreamingFeaturesJob.ofFolder(configuration(folder, "order.paid"))
                .entries()
                .get(0)
                .version();
        FeatureUpdate update =
                new FeatureUpdate(version, "m-茶", 7, Arrays.asList(1L, null, 0.5, "茶", List.of("a", "b"), List.of()));
        TypeSerializer<FeatureUpdate> serializer = FeatureUpdate.TYPE.createSerializer(new SerializerConfigImpl());
        // When
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(update, out);
        // Then
        assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(update);
    }

    private static JobConfiguration configuration(Path folder, String source) throws IOException {
        Files.writeString(
                Files.createDirectory(folder.resolve("features")).resolve("shop.yaml"),
                """
                project: shop
                entities: [{name: member, joinKey: member_id, valueType: string}]
                streamFeatureViews:
                  - {name: orders, entity: member, source: %s, features: [{name: n, function: count}]}
                """
                        .formatted(source));
        return new JobConfiguration(Map.of(
                JobConfiguration.KAFKA_BOOTSTRAP_SERVERS,
                "127.0.0.1:1",
                JobConfiguration.PARALLELISM,
                "2",
                StreamingFeaturesJob.DEFINITIONS_FOLDER,
                folder.toString(),
                "redis.host",
                "127.0.0.1",
                "redis.port",
                "1"));
    }
}
