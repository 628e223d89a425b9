package io.tidemill.featurejobs.trainingsetjob;

import io.tidemill.infra.eventstreams.ImmutableTypeSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Part, row and values. */
public final class AnswerSerializer extends ImmutableTypeSerializer<Answer> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(Answer answer, DataOutputView target) throws IOException {
        target.writeInt(answer.part());
        target.writeLong(answer.row());
        Values.write(answer.values(), target);
    }

    @Override
    public Answer deserialize(DataInputView source) throws IOException {
        return new Answer(source.readInt(), source.readLong(), Values.read(source));
    }

    @Override
    public TypeSerializerSnapshot<Answer> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Flink wants one of every serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Answer> {
        public Snapshot() {
            super(AnswerSerializer::new);
        }
    }
}
