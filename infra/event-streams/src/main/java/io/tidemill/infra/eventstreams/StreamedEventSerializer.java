package io.tidemill.infra.eventstreams;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** An event's attributes and the bytes of its data, in order. */
public final class StreamedEventSerializer extends ImmutableTypeSerializer<StreamedEvent> {
    private static final long serialVersionUID = 1L;

    private transient @Nullable RepeatedText lastSource;
    private transient @Nullable RepeatedText lastType;
    private transient @Nullable RepeatedText lastTenantId;
    private transient @Nullable RepeatedText lastTopic;

    @Override
    public void serialize(StreamedEvent event, DataOutputView target) throws IOException {
        writeText(event.id(), target);
        writeText(event.source(), target);
        writeText(event.type(), target);
        writeText(event.subject(), target);
        target.writeLong(event.time());
        writeText(event.tenantId(), target);
        writeBytes(event.value(), target);
        writeText(event.topic(), target);
        target.writeInt(event.partition());
        target.writeLong(event.offset());
        target.writeLong(event.ingestTime());
    }

    @Override
    public StreamedEvent deserialize(DataInputView input) throws IOException {
        String id = readText(input);
        RepeatedText source = readText(input, lastSource);
        RepeatedText type = readText(input, lastType);
        String subject = readText(input);
        long time = input.readLong();
        RepeatedText tenantId = readText(input, lastTenantId);
        byte[] value = readBytes(input);
        RepeatedText topic = readText(input, lastTopic);
        lastSource = source;
        lastType = type;
        lastTenantId = tenantId;
        lastTopic = topic;
        return new StreamedEvent(
                id,
                source.text(),
                type.text(),
                subject,
                time,
                tenantId.text(),
                value,
                topic.text(),
                input.readInt(),
                input.readLong(),
                input.readLong());
    }

    @Override
    public TypeSerializerSnapshot<StreamedEvent> snapshotConfiguration() {
        return new Snapshot();
    }

    /** How state remembers this format. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<StreamedEvent> {
        public Snapshot() {
            super(StreamedEventSerializer::new);
        }
    }
}
