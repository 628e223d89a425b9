package io.tidemill.infra.eventstreams;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import io.tidemill.schemas.events.OrderPaid;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class StreamedRecordTypesTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

    @Test
    void anEventComesBackWithItsPlaceAndData() throws IOException {
        StreamedEvent event = order("é-1");

        StreamedRecord read = copy(StreamedRecordTypes.RECORDS, event);

        assertThat(read).isEqualTo(event);
        assertThat(read.offset()).isEqualTo(42);
        assertThat(((StreamedEvent) read).event(StreamedEvent.CODEC).value("amount"))
                .isEqualTo(new BigDecimal("12.3400"));
        assertThat(((StreamedEvent) read).event(StreamedEvent.CODEC).time()).isEqualTo(TIME);
    }

    @Test
    @SuppressWarnings("NullAway") // It does not see that arrays among record components may be null.
    void poisonComesBackWithItsBytes() throws IOException {
        byte[] header = {1, 2};
        PoisonRecord poison = new PoisonRecord(
                Reason.NOT_WIRE_FORMAT, "x".repeat(100_000), "t", 1, 2, 3, Map.of("h", header), null, new byte[] {9});

        PoisonRecord read = (PoisonRecord) copy(StreamedRecordTypes.RECORDS, poison);

        assertThat(read.detail()).isEqualTo(poison.detail());
        assertThat(read.headers().get("h")).isEqualTo(header);
        assertThat(read.key()).isNull();
        assertThat(read.value()).containsExactly(9);
    }

    @Test
    void noTypeNeedsKryo() {
        KryoFree.require(StreamedRecord.class);
        KryoFree.require(StreamedEvent.class);
        KryoFree.require(PoisonRecord.class);
        KryoFree.require(OutgoingRecord.class);
        KryoFree.require(new EventIdentity().getProducedType());
    }

    @Test
    void anIdentityNeverChanges() {
        // Stored in state: the half of SHA-256 over "/shop", a zero byte, "1".
        assertThat(EventIdentity.of("/shop", "1")).isEqualTo(EventIdentity.of("/shop", "1"));
        assertThat(EventIdentity.of("/shop", "1")).isNotEqualTo(EventIdentity.of("/sho", "p1"));
    }

    static StreamedEvent order(String id) {
        OrderPaid paid = OrderPaid.newBuilder()
                .setOrderId(id)
                .setMemberId("m")
                .setAmount(new BigDecimal("12.3400"))
                .build();
        return StreamedEvent.of(
                new Event(id, "/shop", "order.paid", "m", TIME, "default", paid), "orders", 1, 42, TIME);
    }

    private static <T> T copy(TypeInformation<T> type, T value) throws IOException {
        TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
        DataOutputSerializer target = new DataOutputSerializer(64);
        serializer.serialize(value, target);
        return serializer.deserialize(new DataInputDeserializer(target.getCopyOfBuffer()));
    }
}
