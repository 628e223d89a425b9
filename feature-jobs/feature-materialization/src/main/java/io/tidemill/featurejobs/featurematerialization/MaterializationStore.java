package io.tidemill.featurejobs.featurematerialization;

import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.httpserver.postgres.Rows;
import io.tidemill.infra.httpserver.postgres.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What was materialized, in PostgreSQL. Safe to share between threads and processes. */
final class MaterializationStore {
    private static final String SCHEMA = "materialization";
    private static final String COLUMNS =
            "view, definition, source, snapshot_id, starts, ends, complete, rows, keyless,"
                    + " entities, written, skipped, run_by, began_at, done_at";

    private final DataSource postgres;
    private final Transactions transactions;

    private MaterializationStore(DataSource postgres) {
        this.postgres = postgres;
        this.transactions = new Transactions(postgres);
    }

    /** Brings the tables up to date. */
    static MaterializationStore open(DataSource postgres) {
        PostgresPool.migrate(postgres, SCHEMA);
        return new MaterializationStore(postgres);
    }

    /** Where an incremental materialization goes on: up to when all rows of a snapshot are stored. */
    record Place(long snapshotId, Instant end) {}

    /** The last place of a view; empty if it never was materialized completely as it is defined. */
    Optional<Place> last(String view, String definition) throws SQLException {
        return transactions
                .run(connection -> Rows.find(
                        connection,
                        row -> new Place(row.getLong("snapshot_id"), Rows.instant(row, "ends")),
                        "SELECT snapshot_id, ends FROM materialization.run WHERE view = ? AND definition = ? AND complete"
                                + " ORDER BY id DESC LIMIT 1",
                        view,
                        definition))
                .stream()
                .findFirst();
    }

    /** Keeps a run. */
    void add(MaterializationRun run) throws SQLException {
        MaterializationProgress result = run.result();
        transactions.run(connection -> Rows.change(
                connection,
                "INSERT INTO materialization.run (" + COLUMNS
                        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                result.view(),
                run.definition(),
                result.table(),
                result.snapshot(),
                result.from().isEmpty() ? null : Instant.parse(result.from()),
                Instant.parse(result.to()),
                run.complete(),
                result.rows(),
                result.keyless(),
                result.entities(),
                result.written(),
                result.skipped(),
                run.by(),
                run.began(),
                run.done()));
    }

    /** The newest runs first, of one view or of all. */
    List<MaterializationRun> newest(Optional<String> view, int limit) throws SQLException {
        @Nullable String name = view.orElse(null);
        return transactions.run(connection -> Rows.find(
                connection,
                MaterializationStore::run,
                "SELECT " + COLUMNS + " FROM materialization.run WHERE ?::text IS NULL OR view = ?"
                        + " ORDER BY id DESC LIMIT ?",
                name,
                name,
                limit));
    }

    private static MaterializationRun run(ResultSet row) throws SQLException {
        @Nullable OffsetDateTime starts = row.getObject("starts", OffsetDateTime.class);
        return new MaterializationRun(
                new MaterializationProgress(
                        row.getString("view"),
                        row.getString("source"),
                        row.getLong("snapshot_id"),
                        starts == null ? "" : starts.toInstant().toString(),
                        Rows.instant(row, "ends").toString(),
                        row.getLong("rows"),
                        row.getLong("keyless"),
                        row.getLong("entities"),
                        row.getLong("written"),
                        row.getLong("skipped"),
                        true),
                row.getString("definition"),
                row.getBoolean("complete"),
                row.getString("run_by"),
                Rows.instant(row, "began_at"),
                Rows.instant(row, "done_at"));
    }

    /** What is done while nobody else materializes a view. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /**
     * Does work that one process at a time does for a view.
     *
     * @return what it returned; empty if somebody else is at it
     */
    <T> Optional<T> alone(String view, Work<T> work) throws SQLException {
        try (Connection connection = postgres.getConnection()) {
            connection.setAutoCommit(true);
            if (!locked(connection, "SELECT pg_try_advisory_lock(hashtext(?), hashtext(?))", view)) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.run());
            } finally {
                locked(connection, "SELECT pg_advisory_unlock(hashtext(?), hashtext(?))", view);
            }
        }
    }

    private static boolean locked(Connection connection, String sql, String view) throws SQLException {
        return Rows.find(connection, row -> row.getBoolean(1), sql, SCHEMA, view)
                .get(0);
    }
}
