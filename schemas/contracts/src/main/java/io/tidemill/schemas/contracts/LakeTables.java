package io.tidemill.schemas.contracts;

import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tables of the lake: one for each business event type, one of decisions, one of served features, one of dead letters,
 * each partitioned by day of {@link #EVENT_TIME} in UTC. A column of a table is a field of the event's data under its own name, beside the
 * columns named here.
 */
public final class LakeTables {
    /** CloudEvents id. */
    public static final String EVENT_ID = "event_id";

    /** CloudEvents source. */
    public static final String EVENT_SOURCE = "event_source";

    /** CloudEvents subject: the entity. */
    public static final String EVENT_SUBJECT = "event_subject";

    /** CloudEvents time, a timestamp with zone in microseconds. */
    public static final String EVENT_TIME = "event_time";

    /** The store or brand. */
    public static final String TENANT_ID = "tenant_id";

    /** When the gateway took it, a timestamp with zone in microseconds. */
    public static final String INGEST_TIME = "ingest_time";

    /** Where it stands on Kafka. */
    public static final String KAFKA_TOPIC = "kafka_topic";

    /** Where it stands on Kafka. */
    public static final String KAFKA_PARTITION = "kafka_partition";

    /** Where it stands on Kafka. */
    public static final String KAFKA_OFFSET = "kafka_offset";

    /** The one namespace. */
    public static final String NAMESPACE = "tidemill";

    /** Snapshot summary: the table's watermark in epoch milliseconds, as it is in this snapshot. */
    public static final String WATERMARK_PROPERTY = "tidemill.watermark";

    /**
     * Snapshot summary: which records of the topics the rows of this snapshot hold, as a JSON object of {@code
     * topic-partition} to the next offset.
     */
    public static final String OFFSETS_PROPERTY = "tidemill.offsets";

    /** Snapshot summary: the lake job's commit that made it, so that none is made twice. */
    public static final String COMMIT_ID_PROPERTY = "tidemill.commit-id";

    /** Snapshot summary: Kafka's ids of the topics that the offsets are of, as a JSON object of topic to id. */
    public static final String TOPIC_IDS_PROPERTY = "tidemill.topic-ids";

    /** What the summary of every snapshot tells on behalf of its ancestors, whoever makes it. */
    public static final List<String> CARRIED_PROPERTIES =
            List.of(WATERMARK_PROPERTY, OFFSETS_PROPERTY, TOPIC_IDS_PROPERTY);

    private static final Set<String> COMMON_COLUMNS = Set.of(
            EVENT_ID,
            EVENT_SOURCE,
            EVENT_SUBJECT,
            EVENT_TIME,
            TENANT_ID,
            INGEST_TIME,
            KAFKA_TOPIC,
            KAFKA_PARTITION,
            KAFKA_OFFSET);

    private LakeTables() {}

    /** The name, within {@link #NAMESPACE}, of the table of an event type: {@code order.paid} is {@code order_paid}. */
    public static String ofEvents(String eventType) {
        return eventType.replace('.', '_').replace('-', '_');
    }

    /** The table that the records of a topic become rows of; empty for a topic whose records become none. */
    public static Optional<String> ofTopic(String topic) {
        return Topics.keptInLake().entrySet().stream()
                .filter(kept -> kept.getValue().name().equals(topic))
                .map(Map.Entry::getKey)
                .findFirst()
                .or(() -> Topics.typeOf(topic))
                .map(LakeTables::ofEvents);
    }

    /** Whether events of a type become rows: those of the business, decisions, served features and dead letters. */
    public static boolean hasTable(String eventType) {
        return !EventTypes.isOwn(eventType)
                || Topics.keptInLake().containsKey(eventType)
                || eventType.equals(EventTypes.DEAD_LETTER);
    }

    /** The columns that every table has, beside those of the event's data. */
    public static Set<String> commonColumns() {
        return COMMON_COLUMNS;
    }

    /**
     * The newest version of every event type that has a table: those of the business that are known now, decisions,
     * served features and dead letters.
     */
    public static List<ReleasedSchema> types(EventSchemas known) {
        Stream<ReleasedSchema> business = known.latest().stream().filter(schema -> !EventTypes.isOwn(schema.type()));
        Stream<ReleasedSchema> own = ReleasedSchemas.load().latest().stream()
                .filter(schema -> EventTypes.isOwn(schema.type()) && hasTable(schema.type()));
        return Stream.concat(business, own).toList();
    }

    /** The event types released with the code that have a table. */
    public static List<String> eventTypes() {
        return Stream.concat(
                        EventTypes.business().stream(),
                        Stream.of(EventTypes.DECISION_MADE, EventTypes.FEATURE_SERVED, EventTypes.DEAD_LETTER))
                .toList();
    }
}
