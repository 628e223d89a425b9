package io.tidemill.trainingtriggers.partitionwatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.trainingtriggers.partitionwatch.Run.CompletedPartition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Runs as rows of table {@code run}. */
final class RunRows {
    private static final String SELECT = "SELECT * FROM training.run ";

    private RunRows() {}

    static boolean insert(Connection connection, Run run) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO training.run (id, model, definition_version, train_as_of, test_as_of, table_name, day,"
                        + " revision, snapshot_id, requested_by, status, state, created_at, changed_at,"
                        + " lake_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            insert.setObject(1, run.id());
            insert.setString(2, run.model());
            insert.setString(3, run.definitionVersion());
            insert.setObject(4, utc(run.trainAsOf()));
            insert.setObject(5, utc(run.testAsOf()));
            setPartition(insert, run.partition());
            insert.setString(10, run.requestedBy());
            insert.setString(11, run.state().status());
            insert.setString(12, json(run.state()));
            insert.setObject(13, utc(run.createdAt()));
            insert.setObject(14, utc(run.changedAt()));
            insert.setString(15, run.lakeVersion().orElse(null));
            return insert.executeUpdate() == 1;
        }
    }

    private static void setPartition(PreparedStatement insert, Optional<CompletedPartition> partition)
            throws SQLException {
        if (partition.isPresent()) {
            insert.setString(6, partition.get().table());
            insert.setObject(7, partition.get().day());
            insert.setInt(8, partition.get().revision());
            insert.setLong(9, partition.get().snapshotId());
        } else {
            insert.setNull(6, Types.VARCHAR);
            insert.setNull(7, Types.DATE);
            insert.setNull(8, Types.INTEGER);
            insert.setNull(9, Types.BIGINT);
        }
    }

    static void update(Connection connection, Run run) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE training.run SET status = ?, state = ?::jsonb, owner = ?, lease_until = ?, changed_at = ?"
                        + " WHERE id = ?")) {
            update.setString(1, run.state().status());
            update.setString(2, json(run.state()));
            if (run.state() instanceof RunState.Running running) {
                update.setString(3, running.owner());
                update.setObject(4, utc(running.leaseUntil()));
            } else {
                update.setNull(3, Types.VARCHAR);
                update.setNull(4, Types.TIMESTAMP_WITH_TIMEZONE);
            }
            update.setObject(5, utc(run.changedAt()));
            update.setObject(6, run.id());
            update.executeUpdate();
        }
    }

    static Optional<Run> oldestOpen(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                SELECT + "WHERE status = 'pending' OR (status = 'running' AND lease_until < ?)"
                        + " ORDER BY sequence LIMIT 1 FOR UPDATE SKIP LOCKED")) {
            select.setObject(1, utc(now));
            return rows(select).stream().findFirst();
        }
    }

    static Optional<Run> find(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "WHERE id = ?")) {
            select.setObject(1, id);
            return rows(select).stream().findFirst();
        }
    }

    static Optional<Run> locked(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "WHERE id = ? FOR UPDATE")) {
            select.setObject(1, id);
            return rows(select).stream().findFirst();
        }
    }

    /** The runs of a day that are held, up to a revision. */
    static List<Run> held(Connection connection, String table, LocalDate day, int revision) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                SELECT
                        + "WHERE status = 'held' AND table_name = ? AND day = ? AND revision <= ? ORDER BY sequence FOR UPDATE")) {
            select.setString(1, table);
            select.setObject(2, day);
            select.setInt(3, revision);
            return rows(select);
        }
    }

    /** Every run that is held. */
    static List<Run> held(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(SELECT + "WHERE status = 'held' ORDER BY sequence FOR UPDATE")) {
            return rows(select);
        }
    }

    static List<Run> newest(Connection connection, Optional<String> model, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                SELECT + "WHERE ?::text IS NULL OR model = ? ORDER BY sequence DESC LIMIT ?")) {
            select.setString(1, model.orElse(null));
            select.setString(2, model.orElse(null));
            select.setInt(3, limit);
            return rows(select);
        }
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static List<Run> rows(PreparedStatement select) throws SQLException {
        List<Run> runs = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                runs.add(new Run(
                        row.getObject("id", UUID.class),
                        row.getString("model"),
                        row.getString("definition_version"),
                        instant(row, "train_as_of"),
                        instant(row, "test_as_of"),
                        partition(row),
                        Optional.ofNullable(row.getString("lake_version")),
                        row.getString("requested_by"),
                        state(row.getString("state")),
                        instant(row, "created_at"),
                        instant(row, "changed_at")));
            }
        }
        return runs;
    }

    private static Optional<CompletedPartition> partition(ResultSet row) throws SQLException {
        return row.getString("table_name") == null
                ? Optional.empty()
                : Optional.of(new CompletedPartition(
                        row.getString("table_name"),
                        row.getObject("day", LocalDate.class),
                        row.getInt("revision"),
                        row.getLong("snapshot_id")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static RunState state(String json) throws SQLException {
        try {
            return Json.MAPPER.readValue(json, RunState.class);
        } catch (JsonProcessingException e) {
            throw new SQLException("a run's state cannot be read", e);
        }
    }

    private static String json(RunState state) throws SQLException {
        try {
            return Json.MAPPER.writeValueAsString(state);
        } catch (JsonProcessingException e) {
            throw new SQLException("a run's state cannot be written", e);
        }
    }
}
