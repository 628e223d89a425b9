package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.ImmutableTypeInformation;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** How Flink serialises what the tasks of this job hand to each other, and what they keep. */
public final class LakeTypes {
    static final TypeInformation<WriterReport> REPORTS =
            new ImmutableTypeInformation<>(WriterReport.class, new WriterReportSerializer());
    static final TypeInformation<CommitterState> STATES =
            new ImmutableTypeInformation<>(CommitterState.class, new CommitterStateSerializer());

    private LakeTypes() {}

    /** Tells Flink of reports. */
    public static final class OfReports extends TypeInfoFactory<WriterReport> {
        @Override
        public TypeInformation<WriterReport> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return REPORTS;
        }
    }

    /** Tells Flink of the committer's state. */
    public static final class OfStates extends TypeInfoFactory<CommitterState> {
        @Override
        public TypeInformation<CommitterState> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return STATES;
        }
    }
}
