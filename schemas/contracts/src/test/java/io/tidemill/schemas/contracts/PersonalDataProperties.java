package io.tidemill.schemas.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

class PersonalDataProperties {
    private static final Schema SCHEMA = new Schema.Parser()
            .parse(
                    """
                    {"type": "record", "name": "Person", "piiSubject": "hash", "fields": [
                      {"name": "open", "type": "string"},
                      {"name": "phone", "type": "string", "pii": "mask"},
                      {"name": "email", "type": ["null", "string"], "pii": "hash"},
                      {"name": "token", "type": "bytes", "pii": "hash"},
                      {"name": "birth", "type": ["null", {"type": "int", "logicalType": "date"}], "pii": "drop"},
                      {"name": "note", "type": "string", "pii": "drop"},
                      {"name": "friends", "type": {"type": "array", "items": {"type": "record", "name": "Friend",
                         "fields": [{"name": "name", "type": ["null", "string"], "pii": "hash"},
                                    {"name": "best", "type": ["null", "Friend"]}]}}},
                      {"name": "labels", "type": {"type": "map", "values": "string"}, "pii": "hash"}
                    ]}""");
    private static final PersonalDataKey KEY = new PersonalDataKey(new byte[32]);
    private static final PersonalData PERSONAL = new PersonalData(Optional.of(KEY));

    @Property(tries = 300)
    void nothingPersonalIsLeftAndTheTypesHold(@ForAll("texts") List<String> texts) throws IOException {
        // Given a person with one long secret text in each field
        GenericData.Record person = person(texts);
        byte[] before = bytes(person);
        // When
        PERSONAL.protect(person, "shop-7");
        // Then none of it is in the bytes, which can still be written by the schema
        String after = new String(bytes(person), StandardCharsets.UTF_8);
        assertThat(before).isNotEmpty();
        texts.forEach(text -> assertThat(after).doesNotContain(text));
        assertThat(after).contains("open for all");
        assertThat(person.get("birth")).isNull();
    }

    @Property(tries = 300)
    void protectingTwiceIsProtectingOnce(@ForAll("texts") List<String> texts) {
        GenericData.Record person = person(texts);
        assertThat(PERSONAL.protect(person, "shop-7")).isTrue();
        GenericData.Record once = GenericData.get().deepCopy(SCHEMA, person);
        assertThat(PERSONAL.protect(person, "shop-7")).isFalse();
        assertThat(person).isEqualTo(once);
    }

    @Property(tries = 300)
    void aMaskHidesThreeQuartersAndKeepsTheLength(@ForAll String text) {
        String masked = PersonalDataProtection.MASK.text(text, null, "t");
        int length = text.codePointCount(0, text.length());
        assertThat(masked.codePointCount(0, masked.length())).isEqualTo(length);
        assertThat(masked).startsWith("*".repeat(length - Math.min(4, length / 4)));
        assertThat(PersonalDataProtection.MASK.text(masked, null, "t")).isEqualTo(masked);
    }

    @Property(tries = 300)
    void theSameValueHasTheSameHashWithinItsTenantOnly(@ForAll("secrets") String one, @ForAll("secrets") String other) {
        String hash = PersonalDataProtection.HASH.text(one, KEY, "a");
        assertThat(hash).matches("hmac:[A-Za-z0-9_-]{22}");
        assertThat(PersonalDataProtection.HASH.text(one, KEY, "a")).isEqualTo(hash);
        assertThat(PersonalDataProtection.HASH.text(one, KEY, "b")).isNotEqualTo(hash);
        assertThat(PersonalDataProtection.HASH.text(other, KEY, "a").equals(hash))
                .isEqualTo(one.equals(other));
    }

    @Example
    void theSubjectIsHashedAsAFieldIs() {
        // Given an event whose subject is a hashed field of its data
        GenericData.Record person = person(List.of("a@example.com"));
        Event event = new Event("1", "/s", "person.met", "a@example.com", Instant.EPOCH, "shop-7", person);
        // When
        Event safe = PERSONAL.protect(event);
        // Then both are the same hash, and what is protected already is the same event
        assertThat(safe.subject()).isEqualTo(safe.value("email")).startsWith("hmac:");
        assertThat(PERSONAL.protect(safe)).isSameAs(safe);
    }

    @Example
    void withoutAKeyNothingIsHashed() {
        PersonalData keyless = new PersonalData(Optional.empty());
        assertThatThrownBy(() -> keyless.protect(person(List.of("x")), "t"))
                .isInstanceOf(MissingPersonalDataKeyException.class)
                .hasMessageContaining("pii.key-file");
    }

    @Example
    void aKeyIsReadFromItsFile() throws IOException {
        Path file = Files.createTempFile("pii", ".key");
        try {
            Files.writeString(file, Base64.getEncoder().encodeToString(new byte[32]) + "\n");
            assertThat(PersonalDataKey.read(file).hash("t", new byte[1])).isEqualTo(KEY.hash("t", new byte[1]));
            Files.writeString(file, "short");
            assertThatThrownBy(() -> PersonalDataKey.read(file)).hasMessageContaining("32 bytes or more in Base64");
        } finally {
            Files.delete(file);
        }
    }

    @Example
    void whatCannotKeepItsTypeIsRefused() {
        assertThat(PersonalData.violation(SCHEMA)).isEmpty();
        assertThat(violation("\"int\"", "mask")).contains("field f, property pii mask: expected text or bytes");
        assertThat(violation("{\"type\":\"string\",\"logicalType\":\"uuid\"}", "hash"))
                .contains("expected text or bytes");
        assertThat(violation("[\"null\",\"string\",\"long\"]", "hash")).contains("expected text or bytes");
        assertThat(violation("\"int\"", "drop")).contains("may be null");
        assertThat(violation("[\"null\",\"int\"]", "drop")).isEmpty();
        assertThat(violation("\"string\"", "blur")).contains("expected mask, hash or drop");
        assertThat(violation(
                        "{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"N\",\"fields\":["
                                + "{\"name\":\"x\",\"type\":\"long\",\"pii\":\"hash\"}]}}",
                        null))
                .contains("field f[].x");
    }

    @Example
    void aSchemaWithoutPersonalDataIsLeftAlone() {
        Schema plain = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"a\",\"type\":\"string\"}]}");
        assertThat(PERSONAL.isDeclaredIn(plain)).isFalse();
        assertThat(PERSONAL.isDeclaredIn(SCHEMA)).isTrue();
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return secrets().list().ofMinSize(1).ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> secrets() {
        return Arbitraries.strings().alpha().ofMinLength(6).ofMaxLength(30);
    }

    private static String violation(String type, @Nullable String pii) {
        String property = pii == null ? "" : ",\"pii\":\"" + pii + "\"";
        return PersonalData.violation(new Schema.Parser()
                        .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":" + type
                                + property + "}]}"))
                .orElse("");
    }

    private static GenericData.Record person(List<String> texts) {
        String text = texts.get(0);
        Schema friend = SCHEMA.getField("friends").schema().getElementType();
        List<GenericData.Record> friends = new ArrayList<>();
        Map<String, String> labels = new LinkedHashMap<>();
        for (String name : texts) {
            GenericData.Record best = new GenericData.Record(friend);
            best.put("name", name);
            GenericData.Record made = new GenericData.Record(friend);
            made.put("name", name);
            made.put("best", best);
            friends.add(made);
            labels.put("label", name);
        }
        GenericData.Record person = new GenericData.Record(SCHEMA);
        person.put("open", "open for all");
        person.put("phone", text);
        person.put("email", text);
        person.put("token", ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        person.put("birth", 7);
        person.put("note", text);
        person.put("friends", friends);
        person.put("labels", labels);
        return person;
    }

    private static byte[] bytes(GenericData.Record record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericData.Record>(SCHEMA).write(record, encoder);
        return out.toByteArray();
    }
}
