package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.eventstreams.KryoFree;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class LakeTypesTest {
    private final List<WrittenFile> files = List.of(new WrittenFile("order_paid", 10_000, 7, "{\"é\":1}"));
    private final List<PartitionProgress> progress = List.of(new PartitionProgress("orders", 1, Long.MIN_VALUE, 42));

    @Test
    void reportsAndStatesComeBackAsTheyWere() throws IOException {
        WriterReport report = new WriterReport(
                files, progress, Optional.of(new LakePosition(Map.of("order_paid", Offsets.of(progress)))));
        CommitterState state = new CommitterState(
                progress,
                List.of(new PendingCommit(
                        "id", 3, 4, files, Map.of("order_paid", 5L), Offsets.NONE, Offsets.of(progress))),
                Map.of("orders", "an-id"));

        assertThat(copy(LakeTypes.REPORTS, report)).isEqualTo(report);
        assertThat(copy(LakeTypes.STATES, state)).isEqualTo(state);
    }

    @Test
    void noTypeNeedsKryo() {
        KryoFree.require(WriterReport.class);
        KryoFree.require(CommitterState.class);
    }

    private static <T> T copy(TypeInformation<T> type, T value) throws IOException {
        TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
        DataOutputSerializer target = new DataOutputSerializer(64);
        serializer.serialize(value, target);
        return serializer.deserialize(new DataInputDeserializer(target.getCopyOfBuffer()));
    }
}
