package io.tidemill.infra.eventstreams;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;

/** Holds types to serializers that do not depend on Kryo, whose format changes with field order. */
public final class KryoFree {
    private KryoFree() {}

    /**
     * Does nothing when Flink serialises the type, with all it contains, without Kryo; for tests of a job's types.
     *
     * @throws UnsupportedOperationException if Flink would need Kryo
     */
    public static void require(TypeInformation<?> type) {
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        type.createSerializer(new SerializerConfigImpl(settings));
    }

    /** As {@link #require(TypeInformation)}, for a class. */
    public static void require(Class<?> type) {
        require(TypeInformation.of(type));
    }
}
