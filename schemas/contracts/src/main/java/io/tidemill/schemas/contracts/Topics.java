package io.tidemill.schemas.contracts;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every topic of Tidemill, declared once; those of event types that are registered later follow {@link #ofEvents}. */
public final class Topics {
    private static final String EVENTS = "tidemill.events.";
    private static final Duration EVENT_RETENTION = Duration.ofDays(30);

    /** Partitions of a topic of business events on a small installation; more are added by an operator. */
    private static final int EVENT_PARTITIONS = 2;

    /** What could not become an event, with its raw bytes. */
    public static final Topic DEAD_LETTERS =
            new Topic("tidemill.dead-letters", "lake-sink", "original key", 1, Optional.of(EVENT_RETENTION));

    /** Day partitions of lake tables as they complete. */
    public static final Topic PARTITIONS_COMPLETED =
            new Topic("tidemill.partitions-completed", "lake-sink", "table/partition/revision", 1, Optional.empty());

    /** What became of each completed day's quality: a verdict for every revision of every table. */
    public static final Topic QUALITY_VERDICTS =
            new Topic("tidemill.quality-verdicts", "lake-quality", "table/partition/revision", 1, Optional.empty());

    /** Rules as they are published and withdrawn; one partition, so that everyone sees the same order. */
    public static final Topic RULE_CHANGES =
            new Topic("tidemill.rule-changes", "rule-authoring", "rule id", 1, Optional.empty());

    /** Which worker runs which rule-set version. */
    public static final Topic RULE_ACKNOWLEDGEMENTS =
            new Topic("tidemill.rule-acknowledgements", "decisions", "worker id", 1, Optional.empty());

    /** Which version of each model serves; one partition, so that everyone sees the same order. */
    public static final Topic MODEL_CHANGES =
            new Topic("tidemill.model-changes", "model-registry", "model name", 1, Optional.empty());

    /** What features there are; one partition and one key, so that everyone sees all of them as of one revision. */
    public static final Topic FEATURE_DEFINITIONS =
            new Topic("tidemill.feature-definitions", "feature-definitions", "project", 1, Optional.empty());

    /** What a new version of a view has from the lake, for the streaming job; read within as long as events are kept. */
    public static final Topic FEATURE_BACKFILL = new Topic(
            "tidemill.feature-backfill",
            "feature-definitions",
            "version/entity",
            EVENT_PARTITIONS,
            Optional.of(EVENT_RETENTION));

    /** What was decided, with everything it was decided on. */
    public static final Topic DECISIONS =
            new Topic("tidemill.decisions", "decisions", "entity id", EVENT_PARTITIONS, Optional.of(EVENT_RETENTION));

    /** Actions for other systems to carry out. */
    public static final Topic ACTIONS =
            new Topic("tidemill.actions", "decisions", "entity id", EVENT_PARTITIONS, Optional.of(EVENT_RETENTION));

    /** What lookups handed out, a sample of it. */
    public static final Topic FEATURES_SERVED = new Topic(
            "tidemill.features-served", "feature-log", "entity id", EVENT_PARTITIONS, Optional.of(EVENT_RETENTION));

    /** Whether what was served on a day is what the lake recomputes: a verdict for every day of the feature log. */
    public static final Topic FEATURE_VERDICTS =
            new Topic("tidemill.feature-verdicts", "feature-consistency", "day/revision", 1, Optional.empty());

    private Topics() {}

    /** The event type of a topic of business events; empty for any other topic. */
    public static Optional<String> typeOf(String topic) {
        return topic.startsWith(EVENTS) && topic.length() > EVENTS.length()
                ? Optional.of(topic.substring(EVENTS.length()))
                : Optional.empty();
    }

    /** Matches the name of the topic of any business event type, also of one that is registered later. */
    public static Pattern ofAnyEvents() {
        return Pattern.compile(Pattern.quote(EVENTS) + ".+");
    }

    /** The topic of one business event type: one topic a type, keyed by subject, so that an entity's events keep order. */
    public static Topic ofEvents(String eventType) {
        return new Topic(
                EVENTS + eventType, "event-gateway", "subject", EVENT_PARTITIONS, Optional.of(EVENT_RETENTION));
    }

    /** Topics of Tidemill's own events that become rows of the lake, by event type; dead letters have a way of their own. */
    public static Map<String, Topic> keptInLake() {
        return Map.of(EventTypes.DECISION_MADE, DECISIONS, EventTypes.FEATURE_SERVED, FEATURES_SERVED);
    }

    /** Every topic, those of the business events first. */
    public static List<Topic> all() {
        return Stream.concat(
                        EventTypes.business().stream().map(Topics::ofEvents),
                        Stream.of(
                                DEAD_LETTERS,
                                PARTITIONS_COMPLETED,
                                QUALITY_VERDICTS,
                                RULE_CHANGES,
                                RULE_ACKNOWLEDGEMENTS,
                                MODEL_CHANGES,
                                FEATURE_DEFINITIONS,
                                FEATURE_BACKFILL,
                                DECISIONS,
                                ACTIONS,
                                FEATURES_SERVED,
                                FEATURE_VERDICTS))
                .toList();
    }
}
