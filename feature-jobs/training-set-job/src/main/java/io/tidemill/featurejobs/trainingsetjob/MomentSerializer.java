package io.tidemill.featurejobs.trainingsetjob;

import io.tidemill.featurejobs.trainingsetjob.Moment.Asked;
import io.tidemill.featurejobs.trainingsetjob.Moment.Happened;
import io.tidemill.featurejobs.trainingsets.LakeRow;
import io.tidemill.infra.eventstreams.ImmutableTypeSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Entity and time, then the source, which is -1 for a row, and the row's number or the event. */
public final class MomentSerializer extends ImmutableTypeSerializer<Moment> {
    private static final long serialVersionUID = 1L;
    private static final int ROW = -1;

    private transient @Nullable RepeatedText lastSource;

    @Override
    public void serialize(Moment moment, DataOutputView target) throws IOException {
        writeText(moment.entity(), target);
        target.writeLong(moment.time());
        if (moment instanceof Asked asked) {
            target.writeInt(ROW);
            target.writeLong(asked.row());
            return;
        }
        Happened happened = (Happened) moment;
        target.writeInt(happened.source());
        target.writeLong(happened.event().known());
        writeText(happened.event().source(), target);
        writeText(happened.event().id(), target);
        Values.write(happened.event().values(), target);
    }

    @Override
    public Moment deserialize(DataInputView source) throws IOException {
        String entity = readText(source);
        long time = source.readLong();
        int from = source.readInt();
        if (from == ROW) {
            return new Asked(entity, source.readLong(), time);
        }
        long known = source.readLong();
        RepeatedText eventSource = readText(source, lastSource);
        lastSource = eventSource;
        String id = readText(source);
        return new Happened(entity, from, new LakeRow(time, known, eventSource.text(), id, Values.read(source)));
    }

    @Override
    public TypeSerializerSnapshot<Moment> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Flink wants one of every serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Moment> {
        public Snapshot() {
            super(MomentSerializer::new);
        }
    }
}
