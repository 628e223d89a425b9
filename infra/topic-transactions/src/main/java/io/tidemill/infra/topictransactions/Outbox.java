package io.tidemill.infra.topictransactions;

import io.tidemill.infra.httpserver.postgres.Rows;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * What a module announces, in its table {@code outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body jsonb NOT NULL,
 * published boolean NOT NULL DEFAULT false)}: put there in the transaction of what it tells of, and sent by an {@link
 * OutboxPublisher}.
 *
 * @param schema the module's
 * @param topic of one partition
 * @param type of what is announced, which stands in {@code body} as JSON
 * @param form the event that announces it
 * @param lock a number of this outbox alone among all locks of the database: whoever holds it publishes
 * @param <T> what is announced
 */
public record Outbox<T>(String schema, Topic topic, Class<T> type, Form<T> form, long lock) {
    public Outbox {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(form, "form");
        if (topic.partitions() != 1) {
            throw new IllegalArgumentException(
                    "topic " + topic.name() + ": " + topic.partitions() + " partitions, expected 1");
        }
    }

    /** Makes an event of what is announced. */
    @FunctionalInterface
    public interface Form<T> {
        /** @param id the place in the outbox, which is to be the event's id */
        Event event(T announced, long id);
    }

    /** One that is not published yet. */
    record Pending<T>(long id, T announced) {}

    /** Puts something in, behind all that is there. */
    public void add(Connection connection, T announced) throws SQLException {
        Rows.change(connection, "INSERT INTO " + schema + ".outbox (body) VALUES (?::jsonb)", Rows.json(announced));
    }

    /** Whether this transaction is the one that publishes. */
    boolean isOurTurn(Connection connection) throws SQLException {
        return Rows.find(connection, row -> row.getBoolean(1), "SELECT pg_try_advisory_xact_lock(?)", lock)
                .get(0);
    }

    List<Pending<T>> pending(Connection connection, int most) throws SQLException {
        return Rows.find(
                connection,
                row -> new Pending<>(row.getLong("id"), Rows.value(row.getString("body"), type)),
                "SELECT id, body FROM " + schema + ".outbox WHERE NOT published ORDER BY id LIMIT ?",
                most);
    }

    void published(Connection connection, long id) throws SQLException {
        Rows.change(connection, "UPDATE " + schema + ".outbox SET published = true WHERE id = ?", id);
    }
}
