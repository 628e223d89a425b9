package io.tidemill.schemas.contracts;

import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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

    /** Data: {@link io.tidemill.schemas.events.FeatureServed}. */
    public static final String FEATURE_SERVED = "feature.served";

    /** Data: {@link io.tidemill.schemas.events.FeaturesJudged}. */
    public static final String FEATURES_JUDGED = "features.judged";

    /** Data: {@link io.tidemill.schemas.events.FeaturesChanged}. */
    public static final String FEATURES_CHANGED = "features.changed";

    /** Data: {@link io.tidemill.schemas.events.FeaturesBackfilled}. */
    public static final String FEATURES_BACKFILLED = "features.backfilled";

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

    private static final int LONGEST_NAME = 100;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*([.-][a-z][a-z0-9]*)*");

    private static final Set<String> OWN = Set.of(
            PARTITION_COMPLETED,
            DECISION_MADE,
            ACTION_REQUESTED,
            RULE_CHANGED,
            RULE_ACKNOWLEDGED,
            MODEL_CHANGED,
            QUALITY_JUDGED,
            FEATURE_SERVED,
            FEATURES_JUDGED,
            FEATURES_CHANGED,
            FEATURES_BACKFILLED,
            DEAD_LETTER);

    private static final List<String> BUSINESS = ReleasedSchemas.load().latest().stream()
            .map(ReleasedSchema::type)
            .filter(type -> !OWN.contains(type))
            .toList();

    private EventTypes() {}

    /**
     * The types that producers send and that are released with the code, in alphabetical order. A registry may hold more
     * of them while a process runs: see {@link io.tidemill.schemas.events.EventSchemas}.
     */
    public static List<String> business() {
        return BUSINESS;
    }

    /** Whether a type is one of Tidemill's own, whose schemas are those released with the code and no others. */
    public static boolean isOwn(String type) {
        return OWN.contains(type) || type.equals(TIME_ADVANCED);
    }

    /**
     * What forbids a name to be a type that producers send; empty when nothing does.
     *
     * @return in words: the name and what was expected
     */
    public static Optional<String> nameViolation(String type) {
        if (isOwn(type)) {
            return Optional.of("event type " + type + " is one of Tidemill's own: expected another name");
        }
        if (type.length() > LONGEST_NAME || !NAME.matcher(type).matches()) {
            return Optional.of(
                    "event type " + type + ": expected words of lower-case letters and digits, each beginning"
                            + " with a letter, joined by . or -, such as order.paid or visit.checked-in, at most "
                            + LONGEST_NAME
                            + " characters");
        }
        return Optional.empty();
    }
}
