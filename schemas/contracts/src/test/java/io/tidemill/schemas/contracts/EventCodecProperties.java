package io.tidemill.schemas.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import io.tidemill.schemas.events.Decision;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

class EventCodecProperties {
    private static final ReleasedSchemas SCHEMAS = ReleasedSchemas.load();
    private static final EventCodec CODEC = new EventCodec(SCHEMAS);
    private static final Topic TOPIC = Topics.ofEvents("order.paid");

    @Property(tries = 300)
    void whatIsEncodedIsDecoded(
            @ForAll @NotBlank String id,
            @ForAll @NotBlank String subject,
            @ForAll @LongRange(min = -62_000_000_000_000L, max = 250_000_000_000_000L) long millis,
            @ForAll @LongRange(min = -99_999_999_999_999L, max = 99_999_999_999_999L) long unscaledAmount,
            @ForAll @Nullable Integer quantity)
            throws MalformedRecordException {
        // Given an event
        GenericData.Record data = order(BigDecimal.valueOf(unscaledAmount, 4), quantity);
        Event event = new Event(
                text(id), "/till/1", "order.paid", text(subject), Instant.ofEpochMilli(millis), "shop-7", data);
        // When it goes to Kafka and back
        ProducerRecord<byte[], byte[]> record = CODEC.encode(TOPIC, null, event, Instant.EPOCH);
        Event read = CODEC.decode(record.headers(), record.value());
        // Then nothing has changed
        assertThat(read.id()).isEqualTo(event.id());
        assertThat(read.value("orderId")).isEqualTo("o1");
        assertThat(read.subject()).isEqualTo(event.subject());
        assertThat(read.time()).isEqualTo(event.time());
        assertThat(read.value("amount")).isEqualTo(BigDecimal.valueOf(unscaledAmount, 4));
        assertThat(read.value("quantity")).isEqualTo(quantity);
    }

    @Example
    void textAndMapKeysAreStringsOfJava() throws MalformedRecordException {
        // Given a decision with a map of features
        Decision decision = Decision.newBuilder()
                .setDecisionId("d1")
                .setEntityId("m1")
                .setDecidedAt(Instant.EPOCH)
                .setFeatures(Map.of("member_orders:order_count", 3.0))
                .setFeatureTimes(Map.of("member_orders", 5L))
                .setRuleSetVersion(1)
                .setRulesFired(List.of())
                .setActions(List.of())
                .build();
        Event event = new Event("d1", "/decisions", EventTypes.DECISION_MADE, "m1", Instant.EPOCH, "t", decision);
        // When it goes to Kafka and back
        ProducerRecord<byte[], byte[]> record = CODEC.encode(Topics.DECISIONS, null, event, Instant.EPOCH);
        Decision read = EventCodec.as(Decision.class, CODEC.decode(record.headers(), record.value()));
        // Then a feature is found by its name
        assertThat(read.getFeatures().get("member_orders:order_count")).isEqualTo(3.0);
        assertThat(read).isEqualTo(decision);
    }

    @Property(tries = 500)
    void anyBytesAreAnEventOrAReasonAndNeverAnotherError(@ForAll @Size(max = 200) byte[] value) {
        // Given a record that says it is an order, with any bytes as its value
        RecordHeaders headers = new RecordHeaders(CODEC.encode(
                        TOPIC,
                        null,
                        new Event(
                                "1",
                                "/till",
                                "order.paid",
                                "m1",
                                Instant.EPOCH,
                                "t",
                                order(BigDecimal.ZERO.setScale(4), 1)),
                        Instant.EPOCH)
                .headers());
        // When it is read
        MalformedRecordException problem =
                catchThrowableOfType(MalformedRecordException.class, () -> CODEC.decode(headers, value));
        // Then it is an event, or it is told why not
        if (problem != null) {
            assertThat(problem.reason())
                    .isIn(Reason.NOT_WIRE_FORMAT, Reason.UNKNOWN_SCHEMA, Reason.WRONG_TYPE, Reason.UNREADABLE_DATA);
            assertThat(problem).hasMessageMatching("(?s).+");
        }
    }

    @Example
    void anAttributeThatIsNoUtf8AndATimeThatNoTableTakesAreTold() throws MalformedRecordException {
        // Given an order whose id is the replacement character, in UTF-8
        Event event = new Event(
                "\uFFFD", "/till", "order.paid", "m1", Instant.EPOCH, "t", order(BigDecimal.ZERO.setScale(4), 1));
        ProducerRecord<byte[], byte[]> record = CODEC.encode(TOPIC, null, event, Instant.EPOCH);
        // Then it is read
        assertThat(CODEC.decode(record.headers(), record.value()).id()).isEqualTo("\uFFFD");
        // When its id is half a surrogate pair instead, or its time one whose microseconds do not fit 64 bits
        Headers surrogate = new RecordHeaders(record.headers())
                .remove("ce_id")
                .add("ce_id", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
        Headers ancient = new RecordHeaders(record.headers())
                .remove("ce_time")
                .add("ce_time", "-1000000-01-01T00:00:00Z".getBytes(StandardCharsets.UTF_8));
        // Then it is told
        assertThat(List.of(surrogate, ancient)).allSatisfy(headers -> assertThat(catchThrowableOfType(
                        MalformedRecordException.class, () -> CODEC.decode(headers, record.value())))
                .extracting(MalformedRecordException::reason)
                .isEqualTo(Reason.INVALID_ATTRIBUTE));
    }

    @Property(tries = 200)
    void aCutValueIsNeverAnEvent(@ForAll @LongRange(min = 0, max = 1000) long cut) {
        // Given an order's value that lost its end
        byte[] whole = CODEC.encodeData("order.paid", order(new BigDecimal("12.3400"), 3));
        byte[] part = Arrays.copyOf(whole, (int) (cut % whole.length));
        // Then it is refused
        assertThat(catchThrowableOfType(MalformedRecordException.class, () -> CODEC.decodeData("order.paid", part)))
                .isNotNull();
    }

    private static GenericData.Record order(BigDecimal amount, @Nullable Integer quantity) {
        ReleasedSchema schema = SCHEMAS.latest("order.paid").orElseThrow();
        GenericData.Record data = new GenericData.Record(schema.schema());
        data.put("orderId", "o1");
        data.put("memberId", "m1");
        data.put("amount", amount);
        data.put("quantity", quantity);
        return data;
    }

    /** Text as UTF-8 can carry it: a lone surrogate is no character. */
    private static String text(String any) {
        return new String(any.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
