package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.ingestion.lakeversions.erasure.Person;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * What became of dead letters, in schema {@code dead_letters} of PostgreSQL. A letter that is not there is open. Safe for
 * any number of threads and processes.
 */
final class LetterStates {
    private static final String SCHEMA = "dead_letters";

    private final DataSource dataSource;

    LetterStates(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    static LetterStates open(DataSource dataSource) {
        PostgresPool.migrate(dataSource, SCHEMA);
        return new LetterStates(dataSource);
    }

    /** The letters with what became of them, in their order. */
    List<LetterCase> of(Collection<Letter> letters) throws SQLException {
        Map<String, LetterCase> touched = new HashMap<>();
        Map<String, Letter> byId = new HashMap<>();
        letters.forEach(letter -> byId.put(letter.id().toString(), letter));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT id, state, event, version FROM dead_letters.letter WHERE id = ANY (?)")) {
            Array ids = connection.createArrayOf("text", byId.keySet().toArray());
            select.setArray(1, ids);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    LetterState state = LetterState.of(
                            LetterState.Name.of(row.getString("state")), Optional.ofNullable(row.getString("event")));
                    Letter letter = byId.get(row.getString("id"));
                    if (letter != null) {
                        touched.put(letter.id().toString(), new LetterCase(letter, state, row.getLong("version")));
                    }
                }
            }
        }
        return letters.stream()
                .map(letter ->
                        touched.getOrDefault(letter.id().toString(), new LetterCase(letter, new LetterState.Open(), 0)))
                .toList();
    }

    /** What was done about a letter, the first change first. */
    List<LetterChange> history(LetterId id) throws SQLException {
        List<LetterChange> changes = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT action, state, detail, changed_by, changed_at FROM dead_letters.letter_change"
                                + " WHERE letter_id = ? ORDER BY version")) {
            select.setString(1, id.toString());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    changes.add(new LetterChange(
                            row.getString("action"),
                            row.getString("state"),
                            json(row.getString("detail")),
                            row.getString("changed_by"),
                            row.getObject("changed_at", OffsetDateTime.class).toInstant()));
                }
            }
        }
        return changes;
    }

    /**
     * Changes the state of a letter, and keeps the change.
     *
     * @return whether it was changed; not so where somebody else was faster
     */
    boolean change(LetterCase before, LetterState after, LetterChange change) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                done = write(connection, before, after) == 1;
                if (done) {
                    insert(connection, before, change);
                    connection.commit();
                }
                return done;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }

    /** How many letters are neither open nor fixed, by reason. */
    Map<String, Long> closedByReason() throws SQLException {
        Map<String, Long> closed = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT reason, count(*) FROM dead_letters.letter"
                                + " WHERE state IN ('replayed', 'discarded') GROUP BY reason");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                closed.put(row.getString(1), row.getLong(2));
            }
        }
        return closed;
    }

    /** How many letters somebody has touched. */
    int touched() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM dead_letters.letter");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /** The ids of letters, of the person's tenant where there is one, whose event or history mentions a person. */
    Set<String> mentioning(Person person) throws SQLException {
        Set<String> ids = new TreeSet<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT id, said FROM"
                        + " (SELECT id, tenant, event AS said FROM dead_letters.letter UNION ALL"
                        + " SELECT letter.id, tenant, detail FROM dead_letters.letter_change"
                        + " JOIN dead_letters.letter ON letter.id = letter_id) AS texts"
                        + " WHERE (position(? IN said) > 0 OR position(? IN said) > 0) AND (? OR tenant = ?)")) {
            select.setString(1, person.subject());
            select.setString(2, person.inJson());
            select.setBoolean(3, person.tenant().isEmpty());
            select.setString(4, person.tenant().orElse(""));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (person.isMentionedIn(row.getString("said"))) {
                        ids.add(row.getString("id"));
                    }
                }
            }
        }
        return ids;
    }

    /** Closes a letter, and lets go of its event and of what its history says beside who did what when. */
    void forget(String id, Instant now) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                forget(connection, id, now);
                connection.commit();
                done = true;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }

    private static void forget(Connection connection, String id, Instant now) throws SQLException {
        try (PreparedStatement close = connection.prepareStatement(
                        "UPDATE dead_letters.letter SET state = 'discarded', event = NULL, version = version + 1"
                                + " WHERE id = ?");
                PreparedStatement history = connection.prepareStatement(
                        "UPDATE dead_letters.letter_change SET detail = '{}' WHERE letter_id = ?");
                PreparedStatement told = connection.prepareStatement(
                        "INSERT INTO dead_letters.letter_change (letter_id, version, action, state, detail, changed_by,"
                                + " changed_at) SELECT id, version, 'erase', state, '{}', 'erasure', ?"
                                + " FROM dead_letters.letter WHERE id = ?")) {
            close.setString(1, id);
            close.executeUpdate();
            history.setString(1, id);
            history.executeUpdate();
            told.setObject(1, now.atOffset(ZoneOffset.UTC));
            told.setString(2, id);
            told.executeUpdate();
        }
    }

    private static int write(Connection connection, LetterCase before, LetterState after) throws SQLException {
        String statement = before.version() == 0
                ? "INSERT INTO dead_letters.letter (state, event, reason, tenant, id, version)"
                        + " VALUES (?, ?, ?, ?, ?, ? + 1) ON CONFLICT DO NOTHING"
                : "UPDATE dead_letters.letter SET state = ?, event = ?, reason = ?, tenant = ?, version = version + 1"
                        + " WHERE id = ? AND version = ?";
        try (PreparedStatement write = connection.prepareStatement(statement)) {
            write.setString(1, after.name().text());
            write.setString(2, after.event().orElse(null));
            write.setString(3, before.letter().reason());
            write.setString(4, before.letter().tenant());
            write.setString(5, before.letter().id().toString());
            write.setLong(6, before.version());
            return write.executeUpdate();
        }
    }

    private static void insert(Connection connection, LetterCase before, LetterChange change) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO dead_letters.letter_change (letter_id, version, action, state, detail, changed_by,"
                        + " changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, before.letter().id().toString());
            insert.setLong(2, before.version() + 1);
            insert.setString(3, change.action());
            insert.setString(4, change.state());
            insert.setString(5, change.detail().toString());
            insert.setString(6, change.by());
            insert.setObject(7, change.at().atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
