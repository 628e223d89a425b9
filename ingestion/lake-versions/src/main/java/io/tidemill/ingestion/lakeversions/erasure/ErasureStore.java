package io.tidemill.ingestion.lakeversions.erasure;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.httpserver.routes.Json;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** Erasures, in schema {@code erasure} of PostgreSQL. */
public final class ErasureStore {
    static final String SCHEMA = "erasure";

    private final DataSource postgres;
    private final Clock clock;

    private ErasureStore(DataSource postgres, Clock clock) {
        this.postgres = postgres;
        this.clock = clock;
    }

    /** Opens the store and brings its schema up to date. */
    public static ErasureStore open(DataSource postgres, Clock clock) {
        PostgresPool.migrate(postgres, SCHEMA);
        return new ErasureStore(postgres, clock);
    }

    /** What a runner works on; the subject is in it. */
    record Task(UUID id, Person person, Instant keepUntil, int attempts) {}

    /** Adds an erasure; it is begun at once. */
    public UUID add(Person person, String reason, String requestedBy, Duration kept) throws SQLException {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        try (Connection connection = postgres.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO erasure.job VALUES" + " (?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', 'waits', 0, ?, ?)")) {
            insert.setObject(1, id);
            insert.setString(2, person.subject());
            insert.setString(3, person.digest());
            insert.setString(4, person.tenant().orElse(null));
            insert.setArray(5, connection.createArrayOf("text", person.columns().toArray()));
            insert.setString(6, reason);
            insert.setString(7, requestedBy);
            insert.setTimestamp(8, Timestamp.from(now));
            insert.setTimestamp(9, Timestamp.from(now.plus(kept)));
            insert.setTimestamp(10, Timestamp.from(now));
            insert.setTimestamp(11, Timestamp.from(now));
            insert.executeUpdate();
        }
        return id;
    }

    /** Every erasure, the newest first. */
    public List<ErasureJob> jobs() throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (Connection connection = postgres.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT id FROM erasure.job ORDER BY requested_at DESC LIMIT 1000");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        List<ErasureJob> jobs = new ArrayList<>();
        for (UUID id : ids) {
            find(id).ifPresent(jobs::add);
        }
        return jobs;
    }

    /** An erasure. */
    public Optional<ErasureJob> find(UUID id) throws SQLException {
        try (Connection connection = postgres.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT subject_sha256, tenant, reason,"
                                + " requested_by, requested_at, keep_until, state, detail, next_at FROM erasure.job WHERE id = ?")) {
            query.setObject(1, id);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new ErasureJob(
                        id,
                        row.getString(1),
                        Optional.ofNullable(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getTimestamp(5).toInstant(),
                        row.getTimestamp(6).toInstant(),
                        ErasureJob.State.valueOf(row.getString(7)),
                        row.getString(8),
                        row.getTimestamp(9).toInstant(),
                        reports(connection, id)));
            }
        }
    }

    /** What is due, the longest due first. */
    List<Task> due() throws SQLException {
        List<Task> due = new ArrayList<>();
        try (Connection connection = postgres.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT id, subject, tenant, columns, keep_until,"
                        + " attempts FROM erasure.job WHERE state IN ('OPEN', 'STANDING') AND next_at <= ?"
                        + " AND subject IS NOT NULL ORDER BY next_at")) {
            query.setTimestamp(1, Timestamp.from(clock.instant()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Array columns = row.getArray(4);
                    due.add(new Task(
                            row.getObject(1, UUID.class),
                            new Person(row.getString(2), Optional.ofNullable(row.getString(3)), Set.of((String[])
                                    columns.getArray())),
                            row.getTimestamp(5).toInstant(),
                            row.getInt(6)));
                }
            }
        }
        return due;
    }

    /** Tables that this job has proven, in the pass that a dead server may have begun. */
    Set<String> proven(UUID id) throws SQLException {
        Set<String> proven = new java.util.HashSet<>();
        try (Connection connection = postgres.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT table_name FROM erasure.table_report WHERE job = ? AND done")) {
            query.setObject(1, id);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    proven.add(rows.getString(1));
                }
            }
        }
        return proven;
    }

    /** Notes what was done to a table; numbers of an earlier pass are added to. */
    void note(UUID id, TableReport report) throws SQLException {
        try (Connection connection = postgres.getConnection();
                PreparedStatement upsert = connection.prepareStatement("INSERT INTO erasure.table_report"
                        + " VALUES (?, ?, ?, ?::jsonb, ?) ON CONFLICT (job, table_name) DO UPDATE SET"
                        + " done = excluded.done, report = excluded.report, changed_at = excluded.changed_at")) {
            TableReport whole = reports(connection, id).stream()
                    .filter(before -> before.table().equals(report.table()))
                    .findFirst()
                    .map(report::after)
                    .orElse(report);
            upsert.setObject(1, id);
            upsert.setString(2, report.table());
            upsert.setBoolean(3, report.proven());
            upsert.setString(4, new String(Json.write(whole), java.nio.charset.StandardCharsets.UTF_8));
            upsert.setTimestamp(5, Timestamp.from(clock.instant()));
            upsert.executeUpdate();
        }
    }

    /** Ends a pass; the next one, if there is one, looks at every table again. */
    void end(UUID id, ErasureJob.State state, String detail, int attempts, Instant nextAt) throws SQLException {
        try (Connection connection = postgres.getConnection();
                PreparedStatement update = connection.prepareStatement("UPDATE erasure.job SET state = ?, detail = ?,"
                        + " attempts = ?, next_at = ?, changed_at = ?,"
                        + " subject = CASE WHEN ? THEN NULL ELSE subject END WHERE id = ?");
                PreparedStatement again =
                        connection.prepareStatement("UPDATE erasure.table_report SET done = false WHERE job = ?")) {
            update.setString(1, state.name());
            update.setString(2, detail);
            update.setInt(3, attempts);
            update.setTimestamp(4, Timestamp.from(nextAt));
            update.setTimestamp(5, Timestamp.from(clock.instant()));
            update.setBoolean(6, state == ErasureJob.State.DONE);
            update.setObject(7, id);
            update.executeUpdate();
            again.setObject(1, id);
            again.executeUpdate();
        }
    }

    /** Tries an incomplete one again; whether there was one. */
    public boolean retry(UUID id) throws SQLException {
        try (Connection connection = postgres.getConnection();
                PreparedStatement update = connection.prepareStatement("UPDATE erasure.job SET state = 'OPEN',"
                        + " detail = 'waits', attempts = 0, next_at = ? WHERE id = ? AND state = 'INCOMPLETE'")) {
            update.setTimestamp(1, Timestamp.from(clock.instant()));
            update.setObject(2, id);
            return update.executeUpdate() == 1;
        }
    }

    /**
     * A lock on an erasure that is let go when the connection, or this process, ends.
     *
     * @return nothing if another server has it
     */
    Optional<Connection> lock(UUID id) throws SQLException {
        Connection connection = postgres.getConnection();
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
            lock.setString(1, SCHEMA + "/" + id);
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    return Optional.of(connection);
                }
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        connection.close();
        return Optional.empty();
    }

    /** A pooled connection lives on: it must not take the lock along. */
    static void unlock(Connection held, UUID id) throws SQLException {
        try (held;
                PreparedStatement unlock = held.prepareStatement("SELECT pg_advisory_unlock(hashtextextended(?, 0))")) {
            unlock.setString(1, SCHEMA + "/" + id);
            unlock.execute();
        }
    }

    private static List<TableReport> reports(Connection connection, UUID id) throws SQLException {
        List<TableReport> reports = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT report FROM erasure.table_report WHERE job = ? ORDER BY table_name")) {
            query.setObject(1, id);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    reports.add(Json.MAPPER.readValue(rows.getString(1), TableReport.class));
                }
            }
        } catch (JsonProcessingException e) {
            throw new SQLException("a report of erasure " + id + " cannot be read", e);
        }
        return reports;
    }
}
