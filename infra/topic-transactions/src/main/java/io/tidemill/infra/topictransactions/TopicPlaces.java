package io.tidemill.infra.topictransactions;

import io.tidemill.infra.httpserver.postgres.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/**
 * How far topics of one partition have been worked through, in a module's table {@code topic_position (topic text PRIMARY KEY,
 * next_offset bigint NOT NULL)}.
 *
 * @param schema the module's
 */
public record TopicPlaces(String schema) {
    public TopicPlaces {
        Objects.requireNonNull(schema, "schema");
    }

    /** The offset to read next; 0 for a topic that was never read. */
    public long next(Connection connection, String topic) throws SQLException {
        return Rows.find(
                        connection,
                        row -> row.getLong(1),
                        "SELECT next_offset FROM " + schema + ".topic_position WHERE topic = ?",
                        topic)
                .stream()
                .findFirst()
                .orElse(0L);
    }

    /** Keeps the offset to read next. */
    public void set(Connection connection, String topic, long next) throws SQLException {
        Rows.change(
                connection,
                "INSERT INTO " + schema + ".topic_position (topic, next_offset) VALUES (?, ?)"
                        + " ON CONFLICT (topic) DO UPDATE SET next_offset = EXCLUDED.next_offset",
                topic,
                next);
    }
}
