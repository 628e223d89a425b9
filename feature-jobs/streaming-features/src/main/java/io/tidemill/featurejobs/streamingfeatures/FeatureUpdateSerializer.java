package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.infra.eventstreams.ImmutableTypeSerializer;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an update in order, its version as the document that defines it; each value after a byte that tells its
 * type. The operators that exchange updates are chained, so that this is for the rare case that they are not.
 */
public final class FeatureUpdateSerializer extends ImmutableTypeSerializer<FeatureUpdate> {
    private static final long serialVersionUID = 1L;
    private static final int NULL = 0;
    private static final int LONG = 1;
    private static final int DOUBLE = 2;
    private static final int TEXT = 3;
    private static final int LIST = 4;

    private transient @Nullable ViewVersion lastVersion;

    @Override
    public void serialize(FeatureUpdate update, DataOutputView target) throws IOException {
        target.writeInt(update.version().number());
        writeText(update.version().document(), target);
        writeText(update.subject(), target);
        target.writeLong(update.asOf());
        writeList(update.values(), target);
    }

    @Override
    public FeatureUpdate deserialize(DataInputView source) throws IOException {
        ViewVersion version = version(source.readInt(), readText(source));
        String subject = readText(source);
        long asOf = source.readLong();
        return new FeatureUpdate(version, subject, asOf, readList(source));
    }

    private ViewVersion version(int number, String document) {
        ViewVersion last = lastVersion;
        if (last == null || last.number() != number || !last.document().equals(document)) {
            last = ViewVersion.read(number, document);
            lastVersion = last;
        }
        return last;
    }

    @Override
    public TypeSerializerSnapshot<FeatureUpdate> snapshotConfiguration() {
        return new Snapshot();
    }

    private static void writeValue(@Nullable Object value, DataOutputView target) throws IOException {
        if (value == null) {
            target.writeByte(NULL);
        } else if (value instanceof Long number) {
            target.writeByte(LONG);
            target.writeLong(number);
        } else if (value instanceof Double number) {
            target.writeByte(DOUBLE);
            target.writeDouble(number);
        } else if (value instanceof List<?> values) {
            target.writeByte(LIST);
            writeList(values, target);
        } else {
            target.writeByte(TEXT);
            writeText((String) value, target);
        }
    }

    private static void writeList(List<? extends @Nullable Object> values, DataOutputView target) throws IOException {
        target.writeInt(values.size());
        for (Object value : values) {
            writeValue(value, target);
        }
    }

    private static @Nullable Object readValue(DataInputView source) throws IOException {
        int tag = source.readByte();
        return switch (tag) {
            case NULL -> null;
            case LONG -> source.readLong();
            case DOUBLE -> source.readDouble();
            case TEXT -> readText(source);
            case LIST -> readList(source);
            default -> throw new IOException("a value of tag " + tag + ", expected 0 to 4");
        };
    }

    private static List<@Nullable Object> readList(DataInputView source) throws IOException {
        @Nullable Object[] values = new Object[source.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = readValue(source);
        }
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    /** How state remembers this format. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<FeatureUpdate> {
        public Snapshot() {
            super(FeatureUpdateSerializer::new);
        }
    }
}
