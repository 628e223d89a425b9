package io.tidemill.infra.systemtests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemill.infra.systemtests.faults.PoisonItem.Http;
import io.tidemill.infra.systemtests.faults.PoisonItem.Straight;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.DeviceReported;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The poison list: each line is an item and what has to become of it. */
final class PoisonList {
    static final String ORDERS = "order.paid";
    static final String DEVICES = "device.reported";
    static final String SOURCE = "/poison";

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch+json";
    private static final String AMOUNT = "\"amount\":12.5";
    private static final byte[] RUBBISH = "rubbish".getBytes(UTF_8);
    /** Schema ids of the catalogue of released schemas. */
    private static final int ORDER_SCHEMA = 4;

    private static final int ANOTHER_SCHEMA = 3;
    private static final int NO_SCHEMA = 999_999;

    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final List<PoisonItem> items = new ArrayList<>();
    private final Instant time;

    /** @param time of the events that are in time */
    PoisonList(Instant time) {
        this.time = time;
    }

    /** Every item, in the order to send them in. */
    List<PoisonItem> items() {
        items.clear();
        requestsThatAreNoEvents();
        attributes();
        data();
        recordsThatAreNoEvents();
        recordsWithBadAttributes();
        recordsWithBadData();
        times();
        duplicates();
        return List.copyOf(items);
    }

    private void requestsThatAreNoEvents() {
        body("cut-off JSON", "{\"specversion\":\"1.0\",", refused(400));
        body("an empty body", "", refused(400));
        body("a list where one event is due", "[]", refused(422));
        body("a text where an event is due", "\"event\"", refused(422));
        body("10 MB", "\"" + "x".repeat(10 << 20) + "\"", refused(413));
        body("10,000 levels of JSON", "[".repeat(10_000) + "]".repeat(10_000), refused(400));
        changed(
                "10,000 levels in the data",
                AMOUNT,
                "\"amount\":" + "{\"a\":".repeat(10_000) + 1 + "}".repeat(10_000),
                refused(400));
        changed("a key twice", AMOUNT, AMOUNT + "," + AMOUNT, refused(400));
        bytes(
                "bytes that are no UTF-8",
                with(event("x"), "member-1", "member-\u00e9").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                refused(400));
        http("another media type", "text/plain", Map.of(), event("x").getBytes(UTF_8), refused(415));
        http(
                "gzip that is none",
                STRUCTURED,
                Map.of("content-encoding", "gzip"),
                event("x").getBytes(UTF_8),
                refused(400));
        http("a batch that is no list", BATCHED, Map.of(), event("x").getBytes(UTF_8), refused(422));
        http("a batch of rubbish", BATCHED, Map.of(), "[1,null,\"x\",[]]".getBytes(UTF_8), refused(422));
    }

    private void attributes() {
        changed("no id", "\"id\":\"no id\",", "", refused(422));
        changed("an empty id", "\"id\":\"an empty id\"", "\"id\":\"\"", refused(422));
        changed("an id of spaces", "\"id\":\"an id of spaces\"", "\"id\":\"   \"", refused(422));
        changed("an id that is a number", "\"id\":\"an id that is a number\"", "\"id\":7", refused(422));
        changed(
                "an oversized id",
                "\"id\":\"an oversized id\"",
                "\"id\":\"" + "i".repeat(100_000) + "\"",
                refused(422));
        changed("an id with NUL", "\"id\":\"an id with NUL\"", "\"id\":\"a\\u0000b\"", refused(422));
        changed(
                "an id with a lone surrogate",
                "\"id\":\"an id with a lone surrogate\"",
                "\"id\":\"a\\ud800b\"",
                refused(422));
        changed(
                "a subject with a lone surrogate",
                "\"subject\":\"member-1\"",
                "\"subject\":\"m\\udfff\"",
                refused(422));
        changed("no source", "\"source\":\"/poison\",", "", refused(422));
        changed("a source that is no URI", "/poison", "not a uri", refused(422));
        changed("no type", "\"type\":\"order.paid\",", "", refused(422));
        changed("an unknown type", "order.paid", "order.unheard-of", refused(422));
        changed("a type of Tidemill's own", "order.paid", "dead.letter", refused(422));
        changed("no subject", "\"subject\":\"member-1\",", "", refused(422));
        changed(
                "an oversized subject",
                "\"subject\":\"member-1\"",
                "\"subject\":\"" + "s".repeat(100_000) + "\"",
                refused(422));
        changed("another specversion", "\"specversion\":\"1.0\"", "\"specversion\":\"0.3\"", refused(422));
        changed("another tenant", "\"subject\"", "\"tenantid\":\"shop-8\",\"subject\"", refused(403));
        changed("no time", "\"time\":\"" + time + "\",", "", refused(422));
        changed("a time that is none", time.toString(), "yesterday", refused(422));
        changed("a time in the year 999999", time.toString(), "+999999-01-01T00:00:00Z", refused(422));
        changed("data in Base64", "\"data\":", "\"data_base64\":\"AAAA\",\"d\":", refused(422));
    }

    private void data() {
        changed("no data", "\"data\":", "\"date\":", refused(422));
        changed("data that is a list", "\"data\":{", "\"data\":[],\"d\":{", refused(422));
        changed("a required field that is missing", "," + AMOUNT, "", refused(422));
        changed("a required field that is null", AMOUNT, "\"amount\":null", refused(422));
        changed("a field that no schema has", AMOUNT, AMOUNT + ",\"colour\":\"red\"", refused(422));
        changed("a field of another type", "\"memberId\":\"member-1\"", "\"memberId\":7", refused(422));
        changed("NaN", AMOUNT, "\"amount\":NaN", refused(400));
        changed("Infinity in a text", AMOUNT, "\"amount\":\"Infinity\"", refused(422));
        changed("too many digits", AMOUNT, "\"amount\":123456789012345678901", refused(422));
        changed("too many digits after the point", AMOUNT, "\"amount\":0.00001", refused(422));
        changed("a number with a huge exponent", AMOUNT, "\"amount\":1e999999999", refused(422));
        changed("a number with a tiny exponent", AMOUNT, "\"amount\":1e-999999999", refused(422));
        changed("a million digits", AMOUNT, "\"amount\":" + "9".repeat(1_000_000), refused(400));
        changed("a lone surrogate in the data", "\"orderId\":\"o-1\"", "\"orderId\":\"\\ud800\"", refused(422));
        changed(
                "an event larger than the topic takes",
                "\"orderId\":\"o-1\"",
                "\"orderId\":\"" + "o".repeat(2 << 20) + "\"",
                refused(413));
        changed("a null where one may be", AMOUNT, AMOUNT + ",\"currency\":null", row());
        changed(
                "emoji and right-to-left text",
                "\"orderId\":\"o-1\"",
                "\"orderId\":\"\\ud83c\\udf0a \u05d0\u05d1\"",
                row());
    }

    private void recordsThatAreNoEvents() {
        raw("rubbish without headers", RUBBISH, RUBBISH, deadLetter("MISSING_ATTRIBUTE"));
        raw("null key and null value", null, null, deadLetter("MISSING_ATTRIBUTE"));
        // Without attributes in headers it is taken for Confluent's wire format, whose schema id then is 0.
        raw("a megabyte of rubbish", RUBBISH, new byte[1_000_000], deadLetter("UNKNOWN_SCHEMA"));
        raw("10 MB of rubbish", RUBBISH, new byte[10 << 20], new Expected.RefusedByBroker());
        value("no value", old -> null, deadLetter("NOT_WIRE_FORMAT"));
        value("an empty value", old -> new byte[0], deadLetter("NOT_WIRE_FORMAT"));
        value("JSON where Avro is due", old -> "{\"orderId\":\"o-1\"}".getBytes(UTF_8), deadLetter("NOT_WIRE_FORMAT"));
        value("the magic byte alone", old -> new byte[] {0}, deadLetter("NOT_WIRE_FORMAT"));
        keyed("a null key", null, row());
        keyed("a key that is another's", "someone-else".getBytes(UTF_8), row());
    }

    private void recordsWithBadAttributes() {
        headers("no headers but a good value", PoisonList::removeAll, deadLetter("MISSING_ATTRIBUTE"));
        headers("a header id that is missing", all -> all.remove("ce_id"), deadLetter("MISSING_ATTRIBUTE"));
        headers("a header id that is empty", all -> set(all, "ce_id", ""), deadLetter("MISSING_ATTRIBUTE"));
        headers(
                "a header that is null",
                all -> all.remove("ce_source").add("ce_source", null),
                deadLetter("MISSING_ATTRIBUTE"));
        headers(
                "a header of 100,000 characters",
                all -> set(all, "ce_subject", "s".repeat(100_000)),
                deadLetter("INVALID_ATTRIBUTE"));
        headers("a time header that is none", all -> set(all, "ce_time", "yesterday"), deadLetter("INVALID_ATTRIBUTE"));
        headers("a type header of another topic", all -> set(all, "ce_type", DEVICES), deadLetter("WRONG_TYPE"));
        headers("a type header unheard of", all -> set(all, "ce_type", "order.unheard-of"), deadLetter("WRONG_TYPE"));
        headers(
                "a header that is no UTF-8",
                all -> all.remove("ce_id").add("ce_id", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}),
                deadLetter("INVALID_ATTRIBUTE"));
    }

    private void recordsWithBadData() {
        value("an unknown schema id", old -> schema(old, NO_SCHEMA), deadLetter("UNKNOWN_SCHEMA"));
        value("a negative schema id", old -> schema(old, -1), deadLetter("UNKNOWN_SCHEMA"));
        value("a schema of another type", old -> schema(old, ANOTHER_SCHEMA), deadLetter("WRONG_TYPE"));
        value("Avro that is cut off", old -> Arrays.copyOf(old, old.length - 8), deadLetter("UNREADABLE_DATA"));
        value("Avro without any field", old -> Arrays.copyOf(old, 5), deadLetter("UNREADABLE_DATA"));
        value("a text of 2 GB by its length", old -> avro("feffffff0f"), deadLetter("UNREADABLE_DATA"));
        value("a text of 500 MB by its length", old -> avro("80cab5ee03"), deadLetter("UNREADABLE_DATA"));
        value("a text of negative length", old -> avro("01"), deadLetter("UNREADABLE_DATA"));
        value("a number of endless bytes", old -> avro("ffffffffffffffffffffffffffff"), deadLetter("UNREADABLE_DATA"));
        value("a branch that no union has", old -> avro("066f2d31026d02010c"), deadLetter("UNREADABLE_DATA"));
        value(
                "a decimal with too many digits",
                old -> avro("066f2d31" + "026d" + "18" + "7f".repeat(12) + "0000000000"),
                deadLetter("UNREADABLE_DATA"));
        value("Avro with a field more at its end", old -> Arrays.copyOf(old, old.length + 6), row());
        reported("NaN as Avro has it", Double.NaN, row());
        reported("infinity as Avro has it", Double.POSITIVE_INFINITY, row());
    }

    private void times() {
        changed("HTTP of the year 2999", time.toString(), "2999-01-01T00:00:00Z", refused(422));
        changed("HTTP of 1970", time.toString(), "1970-01-01T00:00:00Z", row());
        changed(
                "HTTP late by a minute",
                time.toString(),
                time.minus(Duration.ofMinutes(1)).toString(),
                row());
        changed(
                "HTTP late by an hour",
                time.toString(),
                time.minus(Duration.ofHours(1)).toString(),
                row());
        changed(
                "HTTP late by two days",
                time.toString(),
                time.minus(Duration.ofDays(2)).toString(),
                row());
        headers("the year 2999", all -> set(all, "ce_time", "2999-01-01T00:00:00Z"), deadLetter("TIME_AHEAD"));
        headers("the end of time", all -> set(all, "ce_time", Instant.MAX.toString()), deadLetter("INVALID_ATTRIBUTE"));
        headers("the year 1970", all -> set(all, "ce_time", "1970-01-01T00:00:00Z"), row());
        headers(
                "late by two days",
                all -> set(all, "ce_time", time.minus(Duration.ofDays(2)).toString()),
                row());
        headers(
                "a year before any",
                all -> set(all, "ce_time", Instant.MIN.toString()),
                deadLetter("INVALID_ATTRIBUTE"));
        headers(
                "a year that no table takes",
                all -> set(all, "ce_time", "-1000000-01-01T00:00:00Z"),
                deadLetter("INVALID_ATTRIBUTE"));
        headers("a year before the calendar", all -> set(all, "ce_time", "-0500-01-01T00:00:00Z"), row());
        stamped("a record stored in 1970", 0, row());
    }

    private void duplicates() {
        changed("the same over HTTP", "o-1", "o-1", row());
        changed("the same over HTTP", "o-1", "o-1", row());
        value("the same straight", old -> old, row());
        value("the same straight", old -> old, row());
        changed("another body over HTTP", "o-1", "o-1", row());
        changed("another body over HTTP", "o-1", "o-2", new Expected.Conflict());
        value("another body straight", old -> old, row());
        value("another body straight", PoisonList::anotherOrder, new Expected.Conflict());
    }

    /** A request with a body that has no event's id. */
    private void body(String name, String body, Expected expected) {
        bytes(name, body.getBytes(UTF_8), expected);
    }

    private void bytes(String name, byte[] body, Expected expected) {
        http(name, STRUCTURED, Map.of(), body, expected);
    }

    /** A good event in which a piece is another. */
    private void changed(String name, String piece, String other, Expected expected) {
        bytes(name, with(event(name), piece, other).getBytes(UTF_8), expected);
    }

    private void http(String name, String mediaType, Map<String, String> headers, byte[] body, Expected expected) {
        items.add(new PoisonItem(name, new Http(mediaType, headers, body), expected));
    }

    /** A record without headers. */
    private void raw(String name, byte @Nullable [] key, byte @Nullable [] value, Expected expected) {
        straight(name, new ProducerRecord<>(Topics.ofEvents(ORDERS).name(), key, value), expected);
    }

    private void keyed(String name, byte @Nullable [] key, Expected expected) {
        ProducerRecord<byte[], byte[]> good = good(name);
        straight(
                name,
                new ProducerRecord<>(good.topic(), null, good.timestamp(), key, good.value(), good.headers()),
                expected);
    }

    /** A good record with another value. */
    private void value(String name, UnaryOperator<byte[]> change, Expected expected) {
        ProducerRecord<byte[], byte[]> good = good(name);
        byte[] value = change.apply(good.value());
        straight(
                name,
                new ProducerRecord<>(good.topic(), null, good.timestamp(), good.key(), value, good.headers()),
                expected);
    }

    /** A good record that says when it was stored. */
    private void stamped(String name, long timestamp, Expected expected) {
        ProducerRecord<byte[], byte[]> good = good(name);
        straight(
                name,
                new ProducerRecord<>(good.topic(), null, timestamp, good.key(), good.value(), good.headers()),
                expected);
    }

    /** A good record with other headers. */
    private void headers(String name, Consumer<Headers> change, Expected expected) {
        ProducerRecord<byte[], byte[]> good = good(name);
        change.accept(good.headers());
        straight(name, good, expected);
    }

    private void reported(String name, double value, Expected expected) {
        DeviceReported data = DeviceReported.newBuilder()
                .setDeviceId("device")
                .setMetric("temperature")
                .setValue(value)
                .build();
        straight(name, encoded(name, DEVICES, data), expected);
    }

    private void straight(String name, ProducerRecord<byte[], byte[]> sent, Expected expected) {
        items.add(new PoisonItem(name, new Straight(sent), expected));
    }

    private ProducerRecord<byte[], byte[]> good(String name) {
        OrderPaid data = OrderPaid.newBuilder()
                .setOrderId("o-1")
                .setMemberId("member-1")
                .setAmount(new BigDecimal("12.5000"))
                .build();
        return encoded(name, ORDERS, data);
    }

    private ProducerRecord<byte[], byte[]> encoded(String name, String type, SpecificRecord data) {
        Event event = new Event(name, SOURCE, type, "member-1", time, "default", data);
        return codec.encode(Topics.ofEvents(type), null, event, time);
    }

    private String event(String id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/poison\",\"type\":\"order.paid\","
                + "\"subject\":\"member-1\",\"time\":\"" + time + "\","
                + "\"data\":{\"orderId\":\"o-1\",\"memberId\":\"member-1\"," + AMOUNT + "}}";
    }

    private static String with(String text, String piece, String other) {
        if (!text.contains(piece)) {
            throw new IllegalArgumentException(piece + " is not in " + text);
        }
        return text.replace(piece, other);
    }

    private static void set(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(UTF_8));
    }

    private static void removeAll(Headers headers) {
        for (Header header : headers.toArray()) {
            headers.remove(header.key());
        }
    }

    private static byte[] schema(byte[] value, int id) {
        byte[] changed = value.clone();
        ByteBuffer.wrap(changed).putInt(1, id);
        return changed;
    }

    /** The same with another number of the order, which comes first: its length, and then its text. */
    private static byte[] anotherOrder(byte[] value) {
        byte[] changed = value.clone();
        changed[5 + 1]++;
        return changed;
    }

    /** A value of the schema of orders with these bytes, in hexadecimal, as its data. */
    private static byte[] avro(String data) {
        byte[] bytes = HexFormat.of().parseHex(data);
        return ByteBuffer.allocate(5 + bytes.length)
                .put((byte) 0)
                .putInt(ORDER_SCHEMA)
                .put(bytes)
                .array();
    }

    private static Expected refused(int status) {
        return new Expected.Refused(status);
    }

    private static Expected deadLetter(String reason) {
        return new Expected.DeadLetter(reason);
    }

    private static Expected row() {
        return new Expected.Row();
    }
}
