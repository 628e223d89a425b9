package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.avro.Conversions;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Reads bytes as far as they can be read: as Avro with a known schema, as JSON, as text, else as hexadecimal. */
final class ValueDecoder {
    private static final int WIRE_HEADER_BYTES = 5;
    private static final String ANY_TYPE = "";

    private final EventSchemas schemas;
    private final GenericData model = new GenericData();

    ValueDecoder(EventSchemas schemas) {
        this.schemas = schemas;
        model.addLogicalTypeConversion(new Conversions.DecimalConversion());
        model.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        model.addLogicalTypeConversion(new TimeConversions.DateConversion());
    }

    DecodedValue decode(Optional<byte[]> value) {
        if (value.isEmpty()) {
            return new DecodedValue(DecodedValue.Form.NOTHING, NullNode.getInstance(), Optional.empty());
        }
        byte[] bytes = value.get();
        return avro(bytes)
                .or(() -> json(bytes))
                .or(() -> text(bytes))
                .orElseGet(() -> new DecodedValue(
                        DecodedValue.Form.HEX, TextNode.valueOf(HexFormat.of().formatHex(bytes)), Optional.empty()));
    }

    /** Text without control characters that no text has; empty if the bytes are something else. */
    static Optional<String> plainText(byte[] bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            boolean plain =
                    text.chars().allMatch(c -> !Character.isISOControl(c) || c == '\n' || c == '\r' || c == '\t');
            return plain ? Optional.of(text.toString()) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private Optional<DecodedValue> avro(byte[] bytes) {
        if (bytes.length < WIRE_HEADER_BYTES || bytes[0] != 0) {
            return Optional.empty();
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        // A registry that is away would be waited for; a letter can be shown as bytes meanwhile.
        Optional<ReleasedSchema> writer =
                schemas.complete() ? schemas.withId(id, ANY_TYPE).stream().findFirst() : Optional.empty();
        if (writer.isEmpty()) {
            return Optional.empty();
        }
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(bytes, WIRE_HEADER_BYTES, bytes.length - WIRE_HEADER_BYTES, null);
        try {
            IndexedRecord data = new GenericDatumReader<IndexedRecord>(
                            writer.get().schema(), writer.get().schema(), model)
                    .read(null, decoder);
            if (!decoder.isEnd()) {
                return Optional.empty();
            }
            String schema = writer.get().type() + " version " + writer.get().version() + ", id "
                    + writer.get().id();
            return Optional.of(new DecodedValue(DecodedValue.Form.AVRO, AvroJson.of(data), Optional.of(schema)));
        } catch (IOException | RuntimeException e) {
            // Avro answers broken bytes with many kinds of unchecked exceptions; then they are no Avro.
            return Optional.empty();
        }
    }

    private static Optional<DecodedValue> json(byte[] bytes) {
        try {
            JsonNode content = Json.read(bytes);
            return Optional.of(new DecodedValue(DecodedValue.Form.JSON, content, Optional.empty()));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    private static Optional<DecodedValue> text(byte[] bytes) {
        return plainText(bytes)
                .map(text -> new DecodedValue(DecodedValue.Form.TEXT, TextNode.valueOf(text), Optional.empty()));
    }
}
