package io.tidemill.ingestion.deadletters;

import io.tidemill.schemas.contracts.LakeTables;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Which dead letters; what is empty lets all pass.
 *
 * @param reason such as {@code UNKNOWN_SCHEMA}
 * @param type of the events that belong on its topic
 * @param tenant whose
 * @param topic where it was read from
 * @param from taken at this time or later
 * @param to taken before this time
 * @param state what became of it
 */
public record LetterFilter(
        Optional<String> reason,
        Optional<String> type,
        Optional<String> tenant,
        Optional<String> topic,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<LetterState.Name> state) {
    /** All of them. */
    public static final LetterFilter ALL = new LetterFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public LetterFilter {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(state, "state");
    }

    /** The same for one tenant alone. */
    public LetterFilter ofTenant(String name) {
        return new LetterFilter(reason, type, Optional.of(name), topic, from, to, state);
    }

    /** What of it the table's columns can tell; pushed down to files and row groups. */
    Expression columns() {
        Expression all = Expressions.alwaysTrue();
        if (reason.isPresent()) {
            all = Expressions.and(all, Expressions.equal("reason", reason.get()));
        }
        if (topic.isPresent()) {
            all = Expressions.and(all, Expressions.equal(LakeTables.KAFKA_TOPIC, topic.get()));
        }
        if (type.isPresent()) {
            Expression ofTopic = Expressions.equal(LakeTables.KAFKA_TOPIC, Letter.topicOf(type.get()));
            Expression ofOthers = Expressions.not(Expressions.startsWith(LakeTables.KAFKA_TOPIC, Letter.topicOf("")));
            all = Expressions.and(all, Expressions.or(ofTopic, ofOthers));
        }
        if (from.isPresent()) {
            all = Expressions.and(all, Expressions.greaterThanOrEqual(LakeTables.EVENT_TIME, micros(from.get())));
        }
        if (to.isPresent()) {
            all = Expressions.and(all, Expressions.lessThan(LakeTables.EVENT_TIME, micros(to.get())));
        }
        return all;
    }

    /** What of it only the row itself can tell; the state is told by PostgreSQL. */
    boolean passes(Letter letter) {
        return type.isEmpty() || letter.type().equals(type)
                ? tenant.isEmpty() || tenant.get().equals(letter.tenant())
                : false;
    }

    /** A time as a literal of Iceberg. */
    static String micros(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toString();
    }
}
