package io.tidemill.infra.eventstreams;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** How Flink serialises the records of this package. */
public final class StreamedRecordTypes {
    /** An event or a poison record. */
    public static final TypeInformation<StreamedRecord> RECORDS =
            new ImmutableTypeInformation<>(StreamedRecord.class, new StreamedRecordSerializer());

    /** Events alone. */
    public static final TypeInformation<StreamedEvent> EVENTS =
            new ImmutableTypeInformation<>(StreamedEvent.class, new StreamedEventSerializer());

    /** Poison records alone. */
    public static final TypeInformation<PoisonRecord> POISON =
            new ImmutableTypeInformation<>(PoisonRecord.class, new PoisonRecordSerializer());

    /** Records on their way to Kafka. */
    public static final TypeInformation<OutgoingRecord> OUTGOING =
            new ImmutableTypeInformation<>(OutgoingRecord.class, new OutgoingRecordSerializer());

    private StreamedRecordTypes() {}

    /** Tells Flink of {@link #RECORDS}. */
    public static final class OfAny extends TypeInfoFactory<StreamedRecord> {
        @Override
        public TypeInformation<StreamedRecord> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return RECORDS;
        }
    }

    /** Tells Flink of {@link #EVENTS}. */
    public static final class OfEvents extends TypeInfoFactory<StreamedEvent> {
        @Override
        public TypeInformation<StreamedEvent> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return EVENTS;
        }
    }

    /** Tells Flink of {@link #POISON}. */
    public static final class OfPoison extends TypeInfoFactory<PoisonRecord> {
        @Override
        public TypeInformation<PoisonRecord> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return POISON;
        }
    }

    /** Tells Flink of {@link #OUTGOING}. */
    public static final class OfOutgoing extends TypeInfoFactory<OutgoingRecord> {
        @Override
        public TypeInformation<OutgoingRecord> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return OUTGOING;
        }
    }
}
