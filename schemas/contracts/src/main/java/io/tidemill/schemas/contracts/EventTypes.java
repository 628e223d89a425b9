package io.tidemill.schemas.contracts;

import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.util.List;
import java.util.Set;

/** The CloudEvents types: those of the business, which producers send, and Tidemill's own. */
public final class EventTypes {
    /** Data: {@link io.tidemill.schemas.events.PartitionCompleted}. */
    public static final String PARTITION_COMPLETED = "partition.completed";

    /** Data: {@link io.tidemill.schemas.events.Decision}. */
    public static final String DECISION_MADE = "decision.made";

    /** Data: {@link io.tidemill.schemas.events.ActionRequested}. */
    public static final String ACTION_REQUESTED = "action.requested";

    /** Data: {@link io.tidemill.schemas.events.RuleChange}. */
    public static final String RULE_CHANGED = "rule.changed";

    /** Data: {@link io.tidemill.schemas.events.RuleAcknowledged}. */
    public static final String RULE_ACKNOWLEDGED = "rule.acknowledged";

    /** Data: {@link io.tidemill.schemas.events.ModelChange}. */
    public static final String MODEL_CHANGED = "model.changed";

    /** Data: {@link io.tidemill.schemas.events.DeadLetter}. */
    public static final String DEAD_LETTER = "dead.letter";

    /** Data: {@link io.tidemill.schemas.events.QualityJudged}. */
    public static final String QUALITY_JUDGED = "quality.judged";

    /**
     * Data: {@link io.tidemill.schemas.events.ObjectStored}. An event of the business like any other, with a topic and a
     * table of its own; the door for objects sends it.
     */
    public static final String OBJECT_STORED = "object.stored";

    /**
     * No data: the producers promise that no event of this topic will come with an earlier time. One record goes to each
     * partition; it moves watermarks and is no row anywhere.
     */
    public static final String TIME_ADVANCED = "time.advanced";

    private static final Set<String> OWN = Set.of(
            PARTITION_COMPLETED,
            DECISION_MADE,
            ACTION_REQUESTED,
            RULE_CHANGED,
            RULE_ACKNOWLEDGED,
            MODEL_CHANGED,
            QUALITY_JUDGED,
            DEAD_LETTER);

    private static final List<String> BUSINESS = ReleasedSchemas.load().latest().stream()
            .map(ReleasedSchema::type)
            .filter(type -> !OWN.contains(type))
            .toList();

    private EventTypes() {}

    /** The types that producers send, in alphabetical order. */
    public static List<String> business() {
        return BUSINESS;
    }
}
