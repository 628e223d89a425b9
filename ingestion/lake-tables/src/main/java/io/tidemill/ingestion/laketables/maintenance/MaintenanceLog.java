package io.tidemill.ingestion.laketables.maintenance;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The operations that were tried and the requests for more, in schema {@code lake_maintenance} of PostgreSQL. Plain JDBC,
 * for it is read by the servers and written by a Flink job. Safe for any number of threads and processes.
 */
public final class MaintenanceLog {
    /** Two processes that make the schema at once would fail each other. */
    private static final long SCHEMA_LOCK = 0x7469_6465_6d69_6c6cL;

    private static final String REQUEST_COLUMNS = "id, table_name, operations, dry_run, requested_by, requested_at,"
            + " started_at, finished_at, done_operations, all_operations";

    private static final String SCHEMA =
            """
            CREATE SCHEMA IF NOT EXISTS lake_maintenance;
            CREATE TABLE IF NOT EXISTS lake_maintenance.operation (
              id bigserial PRIMARY KEY, table_name text NOT NULL, operation text NOT NULL, request_id bigint,
              started_at timestamptz NOT NULL, finished_at timestamptz NOT NULL, outcome text NOT NULL,
              files_before bigint NOT NULL, files_after bigint NOT NULL, bytes_before bigint NOT NULL,
              bytes_after bigint NOT NULL, removed bigint NOT NULL, detail text NOT NULL);
            CREATE INDEX IF NOT EXISTS operation_of_table ON lake_maintenance.operation (table_name, id);
            CREATE TABLE IF NOT EXISTS lake_maintenance.request (
              id bigserial PRIMARY KEY, table_name text, operations text NOT NULL, dry_run boolean NOT NULL,
              requested_by text NOT NULL, requested_at timestamptz NOT NULL, started_at timestamptz,
              finished_at timestamptz, done_operations int NOT NULL DEFAULT 0, all_operations int NOT NULL DEFAULT 0);
            """;

    private final Connections connections;

    private MaintenanceLog(Connections connections) {
        this.connections = connections;
    }

    /** Opens the log; its tables are made when they are missing. */
    public static MaintenanceLog open(Connections connections) throws SQLException {
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + SCHEMA_LOCK + ")");
            try {
                statement.execute(SCHEMA);
            } finally {
                statement.execute("SELECT pg_advisory_unlock(" + SCHEMA_LOCK + ")");
            }
        }
        return new MaintenanceLog(connections);
    }

    /** Notes an operation that was tried. */
    public void add(
            String table,
            OperationKind operation,
            OptionalLong requestId,
            Instant startedAt,
            Instant finishedAt,
            OperationResult result)
            throws SQLException {
        try (Connection connection = connections.open();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO lake_maintenance.operation"
                        + " (table_name, operation, request_id, started_at, finished_at, outcome, files_before,"
                        + " files_after, bytes_before, bytes_after, removed, detail)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, table);
            insert.setString(2, operation.text());
            insert.setObject(3, requestId.isPresent() ? requestId.getAsLong() : null);
            insert.setTimestamp(4, Timestamp.from(startedAt));
            insert.setTimestamp(5, Timestamp.from(finishedAt));
            insert.setString(6, result.outcome().name());
            insert.setLong(7, result.filesBefore());
            insert.setLong(8, result.filesAfter());
            insert.setLong(9, result.bytesBefore());
            insert.setLong(10, result.bytesAfter());
            insert.setLong(11, result.removed());
            insert.setString(12, result.detail().replace("\0", ""));
            insert.executeUpdate();
        }
    }

    /** The newest operations first, of one table or all, of one request or any. */
    public List<OperationRecord> newest(Optional<String> table, OptionalLong requestId, int limit) throws SQLException {
        try (Connection connection = connections.open();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT id, table_name, operation, request_id, started_at, finished_at, outcome, files_before,"
                                + " files_after, bytes_before, bytes_after, removed, detail"
                                + " FROM lake_maintenance.operation"
                                + " WHERE (?::text IS NULL OR table_name = ?) AND (?::bigint IS NULL OR request_id = ?)"
                                + " ORDER BY id DESC LIMIT ?")) {
            select.setString(1, table.orElse(null));
            select.setString(2, table.orElse(null));
            Long request = requestId.isPresent() ? requestId.getAsLong() : null;
            select.setObject(3, request);
            select.setObject(4, request);
            select.setInt(5, limit);
            List<OperationRecord> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(operation(row));
                }
            }
            return found;
        }
    }

    /** Asks for maintenance; the request's id. */
    public long request(
            Optional<String> table, List<OperationKind> operations, Effect effect, String requestedBy, Instant now)
            throws SQLException {
        try (Connection connection = connections.open();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO lake_maintenance.request"
                        + " (table_name, operations, dry_run, requested_by, requested_at) VALUES (?, ?, ?, ?, ?)"
                        + " RETURNING id")) {
            insert.setString(1, table.orElse(null));
            insert.setString(2, operations.stream().map(OperationKind::text).collect(Collectors.joining(",")));
            insert.setBoolean(3, effect == Effect.DRY_RUN);
            insert.setString(4, requestedBy);
            insert.setTimestamp(5, Timestamp.from(now));
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** A request. */
    public Optional<MaintenanceRequest> find(long id) throws SQLException {
        return request("SELECT " + REQUEST_COLUMNS + " FROM lake_maintenance.request WHERE id = " + id, null);
    }

    /** Takes up the oldest request that is not finished; one whose taker is gone is begun again. */
    public Optional<MaintenanceRequest> takeUp(Instant now) throws SQLException {
        return request(
                "UPDATE lake_maintenance.request SET started_at = ?, done_operations = 0 WHERE id ="
                        + " (SELECT id FROM lake_maintenance.request WHERE finished_at IS NULL ORDER BY id LIMIT 1)"
                        + " RETURNING " + REQUEST_COLUMNS,
                now);
    }

    /** Notes how far a request is; with the last operation it is finished. */
    public void progress(long id, int done, int all, Instant now) throws SQLException {
        try (Connection connection = connections.open();
                PreparedStatement update = connection.prepareStatement("UPDATE lake_maintenance.request SET"
                        + " done_operations = ?, all_operations = ?, finished_at = ? WHERE id = ?")) {
            update.setInt(1, done);
            update.setInt(2, all);
            update.setTimestamp(3, done >= all ? Timestamp.from(now) : null);
            update.setLong(4, id);
            update.executeUpdate();
        }
    }

    /** Forgets operations and requests from before an instant. */
    public void forget(Instant before) throws SQLException {
        try (Connection connection = connections.open();
                PreparedStatement operations =
                        connection.prepareStatement("DELETE FROM lake_maintenance.operation WHERE finished_at < ?");
                PreparedStatement requests =
                        connection.prepareStatement("DELETE FROM lake_maintenance.request WHERE finished_at < ?")) {
            operations.setTimestamp(1, Timestamp.from(before));
            operations.executeUpdate();
            requests.setTimestamp(1, Timestamp.from(before));
            requests.executeUpdate();
        }
    }

    private Optional<MaintenanceRequest> request(String sql, @Nullable Instant argument) throws SQLException {
        try (Connection connection = connections.open();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            if (argument != null) {
                statement.setTimestamp(1, Timestamp.from(argument));
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(request(row)) : Optional.empty();
            }
        }
    }

    private static MaintenanceRequest request(ResultSet row) throws SQLException {
        return new MaintenanceRequest(
                row.getLong("id"),
                Optional.ofNullable(row.getString("table_name")),
                Arrays.stream(row.getString("operations").split(",", -1))
                        .flatMap(name -> OperationKind.of(name).stream())
                        .toList(),
                row.getBoolean("dry_run") ? Effect.DRY_RUN : Effect.CHANGE,
                row.getString("requested_by"),
                row.getTimestamp("requested_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("started_at")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getTimestamp("finished_at")).map(Timestamp::toInstant),
                row.getInt("done_operations"),
                row.getInt("all_operations"));
    }

    private static OperationRecord operation(ResultSet row) throws SQLException {
        long requestId = row.getLong("request_id");
        OptionalLong request = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(requestId);
        return new OperationRecord(
                row.getLong("id"),
                row.getString("table_name"),
                OperationKind.of(row.getString("operation")).orElseThrow(),
                request,
                row.getTimestamp("started_at").toInstant(),
                row.getTimestamp("finished_at").toInstant(),
                new OperationResult(
                        OperationOutcome.valueOf(row.getString("outcome")),
                        row.getLong("files_before"),
                        row.getLong("files_after"),
                        row.getLong("bytes_before"),
                        row.getLong("bytes_after"),
                        row.getLong("removed"),
                        row.getString("detail")));
    }
}
