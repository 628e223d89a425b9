package io.tidemill.featurejobs.featurelookup;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.Response;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes an answer as JSON without a tree in between. */
final class JsonAnswer {
    private static final int INITIAL_BYTES = 1024;

    private JsonAnswer() {}

    /** What is written into an answer. */
    @FunctionalInterface
    interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    static Response of(Content content) {
        ByteArrayBuilder bytes = new ByteArrayBuilder(INITIAL_BYTES);
        try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(bytes)) {
            // An answer is numbers above all; each is written in as few digits as tell it from all others.
            json.enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER.mappedFeature());
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return Response.bytes(200, "application/json", bytes.toByteArray());
    }

    /** Numbers as numbers, times as seconds since the epoch, bytes in Base64; NaN and infinities as text. */
    static void value(JsonGenerator json, FeatureValue value) throws IOException {
        if (value instanceof FeatureValue.Int64 number) {
            json.writeNumber(number.value());
        } else if (value instanceof FeatureValue.Float64 number) {
            json.writeNumber(number.value());
        } else if (value instanceof FeatureValue.Text text) {
            json.writeString(text.value());
        } else if (value instanceof FeatureValue.Bool bool) {
            json.writeBoolean(bool.value());
        } else if (value instanceof FeatureValue.Int32 number) {
            json.writeNumber(number.value());
        } else if (value instanceof FeatureValue.Float32 number) {
            json.writeNumber(number.value());
        } else if (value instanceof FeatureValue.UnixTimestamp time) {
            json.writeNumber(time.epochSecond());
        } else if (value instanceof FeatureValue.Bytes bytes) {
            json.writeBinary(bytes.value());
        } else if (value instanceof FeatureValue.Array array) {
            json.writeStartArray();
            for (FeatureValue item : array.items()) {
                value(json, item);
            }
            json.writeEndArray();
        } else {
            json.writeNull();
        }
    }
}
