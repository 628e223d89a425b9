package io.tidemill.featurejobs.onlinestore;

import io.tidemill.featurejobs.onlinestore.EntityKey.Part;
import java.nio.charset.StandardCharsets;

/** The Redis key of an entity: Feast's entity key serialisation, version 3, then the project's name. */
final class EntityKeyFormat {
    private final byte[] project;

    EntityKeyFormat(String project) {
        this.project = project.getBytes(StandardCharsets.UTF_8);
    }

    byte[] encode(EntityKey key) {
        ByteSink sink = new ByteSink(64 + project.length);
        sink.int32(key.parts().size());
        for (Part part : key.parts()) {
            byte[] name = part.joinKey().getBytes(StandardCharsets.UTF_8);
            sink.int32(ValueKind.STRING.number()).int32(name.length).octets(name);
        }
        for (Part part : key.parts()) {
            value(part.value(), sink);
        }
        return sink.octets(project).toBytes();
    }

    private static void value(FeatureValue value, ByteSink sink) {
        if (value instanceof FeatureValue.Text text) {
            byte[] bytes = text.value().getBytes(StandardCharsets.UTF_8);
            sink.int32(ValueKind.STRING.number()).int32(bytes.length).octets(bytes);
        } else if (value instanceof FeatureValue.Int64 number) {
            sink.int32(ValueKind.INT64.number()).int32(8).int64(number.value());
        } else if (value instanceof FeatureValue.Int32 number) {
            sink.int32(ValueKind.INT32.number()).int32(4).int32(number.value());
        } else if (value instanceof FeatureValue.UnixTimestamp time) {
            sink.int32(ValueKind.UNIX_TIMESTAMP.number()).int32(8).int64(time.epochSecond());
        } else if (value instanceof FeatureValue.Bytes bytes) {
            byte[] octets = bytes.value();
            sink.int32(ValueKind.BYTES.number()).int32(octets.length).octets(octets);
        } else {
            throw new IllegalStateException("no join key can be " + value);
        }
    }
}
