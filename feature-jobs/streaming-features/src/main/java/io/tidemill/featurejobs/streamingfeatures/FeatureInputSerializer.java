package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.streamingfeatures.FeatureInput.Backfilled;
import io.tidemill.featurejobs.streamingfeatures.FeatureInput.Happened;
import io.tidemill.infra.eventstreams.ImmutableTypeSerializer;
import io.tidemill.infra.eventstreams.StreamedEventSerializer;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Version, entity, a byte that tells which of the two it is, and the event or the state. */
public final class FeatureInputSerializer extends ImmutableTypeSerializer<FeatureInput> {
    private static final long serialVersionUID = 1L;
    private static final int HAPPENED = 0;
    private static final int BACKFILLED = 1;

    private final StreamedEventSerializer events = new StreamedEventSerializer();
    private transient @Nullable RepeatedText lastVersion;

    @Override
    public void serialize(FeatureInput input, DataOutputView target) throws IOException {
        writeText(input.of().version(), target);
        writeText(input.of().entity(), target);
        if (input instanceof Happened happened) {
            target.writeByte(HAPPENED);
            events.serialize(happened.event(), target);
        } else {
            target.writeByte(BACKFILLED);
            writeBytes(((Backfilled) input).state(), target);
        }
    }

    @Override
    public FeatureInput deserialize(DataInputView source) throws IOException {
        RepeatedText version = readText(source, lastVersion);
        lastVersion = version;
        EntityOfVersion of = new EntityOfVersion(version.text(), readText(source));
        int tag = source.readByte();
        return switch (tag) {
            case HAPPENED -> new Happened(of, events.deserialize(source));
            case BACKFILLED -> new Backfilled(of, Objects.requireNonNull(readBytes(source), "state"));
            default -> throw new IOException("an input of tag " + tag + ", expected 0 or 1");
        };
    }

    @Override
    public TypeSerializerSnapshot<FeatureInput> snapshotConfiguration() {
        return new Snapshot();
    }

    /** How state remembers this format. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<FeatureInput> {
        public Snapshot() {
            super(FeatureInputSerializer::new);
        }
    }
}
