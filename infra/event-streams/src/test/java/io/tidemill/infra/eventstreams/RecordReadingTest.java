package io.tidemill.infra.eventstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import io.tidemill.schemas.contracts.MissingPersonalDataKeyException;
import io.tidemill.schemas.contracts.RejectedRecord;
import io.tidemill.schemas.contracts.RejectedRecord.Origin;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.MemberRegistered;
import io.tidemill.schemas.events.OrderPaid;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordReadingTest {
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");
    private static final Topic ORDERS = Topics.ofEvents("order.paid");

    private final RecordReading reading = new RecordReading(Clock.fixed(NOW, ZoneOffset.UTC));
    private final EventTimeWatermarks watermarks = new EventTimeWatermarks(Duration.ofSeconds(5));

    @Test
    void anEventIsRead() {
        assertThat(reading.read(sent(ORDERS, order(NOW)))).isInstanceOf(StreamedEvent.class);
    }

    @Test
    void aTimeTooFarAheadIsPoisonAndMovesNoWatermark() {
        StreamedRecord ahead = reading.read(sent(ORDERS, order(NOW.plusSeconds(301))));

        assertThat(reason(ahead)).isEqualTo(Reason.TIME_AHEAD);
        assertThat(watermarkAfter(ahead)).isEmpty();
    }

    @Test
    void anotherTopicsEventIsPoison() {
        assertThat(reason(reading.read(sent(Topics.ofEvents("order.refunded"), order(NOW)))))
                .isEqualTo(Reason.WRONG_TYPE);
    }

    @Test
    void rubbishIsPoison() {
        ConsumerRecord<byte[], byte[]> rubbish = new ConsumerRecord<>(ORDERS.name(), 0, 0, null, new byte[] {1});
        assertThat(reason(reading.read(rubbish))).isEqualTo(Reason.MISSING_ATTRIBUTE);
    }

    @Test
    void aRecordThatIsMarkedAsRejectedIsPoisonWithThatReasonAndKeepsItsBytes() {
        // Given an event that could be read, but for the mark of whoever took it in
        ConsumerRecord<byte[], byte[]> marked = sent(ORDERS, order(NOW));
        new RejectedRecord(Reason.CONFLICTING_EVENT, "another body", Optional.of(new Origin("orders-json", 3, 14)))
                .addTo(marked.headers());
        // When
        StreamedRecord read = reading.read(marked);
        // Then
        assertThat(read).isInstanceOfSatisfying(PoisonRecord.class, poison -> {
            assertThat(poison.reason()).isEqualTo(Reason.CONFLICTING_EVENT);
            assertThat(poison.detail()).isEqualTo("another body");
            assertThat(poison.topic()).isEqualTo(ORDERS.name());
            assertThat(poison.offset()).isEqualTo(7);
            assertThat(poison.value()).isEqualTo(marked.value());
            assertThat(poison.key()).isEqualTo(marked.key());
            assertThat(poison.headers()).containsKeys("ce_id", RejectedRecord.ORIGIN_TOPIC_HEADER);
        });
        assertThat(watermarkAfter(read)).isEmpty();
        // And without the mark it is the event again
        RejectedRecord.removeFrom(marked.headers());
        assertThat(reading.read(marked)).isInstanceOf(StreamedEvent.class);
    }

    @Test
    void personalDataThatCameStraightToTheTopicIsProtected(@TempDir Path folder) throws Exception {
        // Given a member's registration with a telephone number in the clear, as no gateway leaves it
        Path key = folder.resolve("key");
        Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
        MemberRegistered registered = MemberRegistered.newBuilder()
                .setMemberId("m")
                .setName("Ada Lovelace")
                .setPhone("13812345678")
                .build();
        Topic members = Topics.ofEvents("member.registered");
        ConsumerRecord<byte[], byte[]> sent =
                sent(members, new Event("1", "/shop", "member.registered", "m", NOW, "default", registered));
        RecordReading keyed = reading.withPersonalDataKey(key.toString());
        // When it is read, and what it became is read again
        StreamedEvent read = (StreamedEvent) keyed.read(sent);
        ConsumerRecord<byte[], byte[]> protectedRecord = sent(
                members,
                new Event(
                        "1",
                        "/shop",
                        "member.registered",
                        "m",
                        NOW,
                        "default",
                        read.event(StreamedEvent.CODEC).data()));
        StreamedEvent readAgain = (StreamedEvent) keyed.read(protectedRecord);
        // Then the number is in no byte of it, and the second time nothing changes
        assertThat(new String(read.value(), StandardCharsets.UTF_8))
                .doesNotContain("13812345678")
                .contains("hmac:");
        assertThat(read.event(StreamedEvent.CODEC).value("name")).isEqualTo("*********ace");
        assertThat(readAgain.value()).isEqualTo(read.value()).isSameAs(protectedRecord.value());
        // And without a key the job stops rather than to store it
        assertThatThrownBy(() -> reading.read(sent)).isInstanceOf(MissingPersonalDataKeyException.class);
    }

    @Test
    void anEventMovesTheWatermarkLessTheOutOfOrdernessAndAPromiseInFull() {
        assertThat(watermarkAfter(reading.read(sent(ORDERS, order(NOW)))))
                .contains(NOW.minusSeconds(5).toEpochMilli() - 1);
        Event promise = new Event("p", "/shop", EventTypes.TIME_ADVANCED, "none", NOW, "default", null);
        assertThat(watermarkAfter(reading.read(sent(ORDERS, promise)))).contains(NOW.toEpochMilli() - 1);
        assertThat(watermarkAfter(reading.read(sent(ORDERS, order(NOW.minusSeconds(60))))))
                .contains(NOW.toEpochMilli() - 1);
    }

    private Optional<Long> watermarkAfter(StreamedRecord streamed) {
        TestingOutput output = new TestingOutput();
        watermarks.onEvent(streamed, 0, output);
        watermarks.onPeriodicEmit(output);
        return output.last;
    }

    private static Reason reason(StreamedRecord streamed) {
        return ((PoisonRecord) streamed).reason();
    }

    private static Event order(Instant time) {
        OrderPaid paid = OrderPaid.newBuilder()
                .setOrderId("1")
                .setMemberId("m")
                .setAmount(new BigDecimal("1.0000"))
                .build();
        return new Event("1", "/shop", "order.paid", "m", time, "default", paid);
    }

    private static ConsumerRecord<byte[], byte[]> sent(Topic topic, Event event) {
        ProducerRecord<byte[], byte[]> sent = StreamedEvent.CODEC.encode(topic, null, event, NOW);
        return new ConsumerRecord<>(
                topic.name(),
                0,
                7,
                Objects.requireNonNull(sent.timestamp()),
                TimestampType.CREATE_TIME,
                0,
                0,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }

    private static final class TestingOutput implements WatermarkOutput {
        private Optional<Long> last = Optional.empty();

        @Override
        public void emitWatermark(Watermark watermark) {
            last = Optional.of(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
            // Idleness is Flink's own.
        }

        @Override
        public void markActive() {
            // Idleness is Flink's own.
        }
    }
}
