package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.schemas.featurecatalogue.CatalogueJson;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import javax.sql.DataSource;

/** Definitions and all their versions in PostgreSQL. Safe to share between threads and processes. */
final class DefinitionStore {
    private static final String COLUMNS = "view, number, document, state, serves, applied_by, applied_at, changed_at";

    private final DataSource postgres;

    private DefinitionStore(DataSource postgres) {
        this.postgres = postgres;
    }

    /** Brings the tables up to date, and the states in them: a version is moved from the state that stands there. */
    static DefinitionStore open(DataSource postgres) {
        PostgresPool.migrate(postgres, "features");
        try (Connection connection = postgres.getConnection()) {
            connection.setAutoCommit(true);
            for (StoredVersion version : versions(connection)) {
                rewrite(connection, version);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("versions of features cannot be brought up to date", e);
        }
        return new DefinitionStore(postgres);
    }

    private static void rewrite(Connection connection, StoredVersion version) throws SQLException {
        update(
                connection,
                "UPDATE features.view_version SET state = ?"
                        + " WHERE view = ? AND number = ? AND changed_at = ? AND state::jsonb <> ?::jsonb",
                statement -> {
                    statement.setString(1, VersionStateJson.write(version.state()));
                    statement.setString(2, version.view());
                    statement.setInt(3, version.version().number());
                    statement.setObject(4, version.changedAt().atOffset(ZoneOffset.UTC));
                    statement.setString(5, VersionStateJson.write(version.state()));
                });
    }

    /** Part of a change, under the lock of all changes. */
    @FunctionalInterface
    interface Step {
        void make(Connection connection, long revision) throws SQLException;
    }

    /** What is stored; empty before the first definitions. */
    Optional<Contents> read() throws SQLException {
        try (Connection connection = postgres.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                return read(connection);
            } finally {
                connection.rollback();
            }
        }
    }

    /** Whether something is to be published, or a version waits for something. */
    boolean hasWork() throws SQLException {
        try (Connection connection = postgres.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT EXISTS (SELECT 1 FROM features.catalogue WHERE revision > published_revision)"
                                + " OR EXISTS (SELECT 1 FROM features.view_version WHERE state::json ->> 'state'"
                                + " NOT IN ('streamed', 'ready', 'retired', 'failed'))");
                ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static Optional<Contents> read(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT revision, published_revision, published_offset, shared FROM features.catalogue");
                ResultSet row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(new Contents(
                            row.getLong("revision"),
                            row.getLong("published_revision"),
                            row.getLong("published_offset"),
                            CatalogueJson.read(row.getString("shared")),
                            versions(connection)))
                    : Optional.empty();
        }
    }

    private static List<StoredVersion> versions(Connection connection) throws SQLException {
        List<StoredVersion> versions = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT " + COLUMNS + " FROM features.view_version ORDER BY view, number");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                ViewVersion version = ViewVersion.read(row.getInt("number"), row.getString("document"));
                versions.add(new StoredVersion(
                        version,
                        VersionStateJson.read(
                                row.getString("state"), version.view().source()),
                        row.getBoolean("serves"),
                        row.getString("applied_by"),
                        row.getObject("applied_at", OffsetDateTime.class).toInstant(),
                        row.getObject("changed_at", OffsetDateTime.class).toInstant()));
            }
        }
        return versions;
    }

    /** Makes the first row, with revision 0, if there is none. */
    void begin(FeatureCatalogue shared) throws SQLException {
        try (Connection connection = postgres.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO features.catalogue"
                        + " (revision, published_revision, published_offset, shared) VALUES (0, 0, -1, ?)"
                        + " ON CONFLICT DO NOTHING")) {
            insert.setString(1, CatalogueJson.write(shared));
            insert.executeUpdate();
        }
    }

    /**
     * Makes the next revision in one transaction, if the stored one still is the one that the change was made for.
     *
     * @return whether it was
     */
    boolean change(long expected, Step step) throws SQLException {
        try (Connection connection = postgres.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean current = update(
                                connection,
                                "UPDATE features.catalogue SET revision = revision + 1 WHERE revision = ?",
                                statement -> statement.setLong(1, expected))
                        == 1;
                if (current) {
                    step.make(connection, expected + 1);
                }
                connection.commit();
                return current;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    /** Moves a version on without telling anybody, if it still is where it was. */
    void move(StoredVersion from, VersionState to, Instant now) throws SQLException {
        try (Connection connection = postgres.getConnection()) {
            connection.setAutoCommit(true);
            move(connection, from, to, now);
        }
    }

    /** Moves a version on with a new revision, if it and the revision still are what they were. */
    void move(Contents contents, StoredVersion from, LongFunction<VersionState> to, Instant now) throws SQLException {
        change(contents.revision(), (connection, revision) -> move(connection, from, to.apply(revision), now));
    }

    static void move(Connection connection, StoredVersion from, VersionState to, Instant now) throws SQLException {
        update(
                connection,
                "UPDATE features.view_version SET state = ?, changed_at = ?"
                        // As JSON, for the text of one state has its keys in one order here and in another there.
                        + " WHERE view = ? AND number = ? AND state::jsonb = ?::jsonb",
                statement -> {
                    statement.setString(1, VersionStateJson.write(to));
                    statement.setObject(2, now.atOffset(ZoneOffset.UTC));
                    statement.setString(3, from.view());
                    statement.setInt(4, from.version().number());
                    statement.setString(5, VersionStateJson.write(from.state()));
                });
    }

    /** Makes a version the one that its view's name stands for. */
    static void serve(Connection connection, StoredVersion version) throws SQLException {
        stopServing(connection, version.view());
        update(
                connection,
                "UPDATE features.view_version SET serves = true WHERE view = ? AND number = ?",
                statement -> {
                    statement.setString(1, version.view());
                    statement.setInt(2, version.version().number());
                });
    }

    static void stopServing(Connection connection, String view) throws SQLException {
        update(
                connection,
                "UPDATE features.view_version SET serves = false WHERE view = ? AND serves",
                statement -> statement.setString(1, view));
    }

    static void add(Connection connection, StoredVersion version) throws SQLException {
        update(
                connection,
                "INSERT INTO features.view_version (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                statement -> {
                    statement.setString(1, version.view());
                    statement.setInt(2, version.version().number());
                    statement.setString(3, version.version().document());
                    statement.setString(4, VersionStateJson.write(version.state()));
                    statement.setBoolean(5, version.serves());
                    statement.setString(6, version.appliedBy());
                    statement.setObject(7, version.appliedAt().atOffset(ZoneOffset.UTC));
                    statement.setObject(8, version.changedAt().atOffset(ZoneOffset.UTC));
                });
    }

    /** Puts another document in place of a version's, which computes the same. */
    static void describe(Connection connection, ViewVersion version) throws SQLException {
        update(connection, "UPDATE features.view_version SET document = ? WHERE view = ? AND number = ?", statement -> {
            statement.setString(1, version.document());
            statement.setString(2, version.view().name());
            statement.setInt(3, version.number());
        });
    }

    static void share(Connection connection, FeatureCatalogue shared) throws SQLException {
        update(
                connection,
                "UPDATE features.catalogue SET shared = ?",
                statement -> statement.setString(1, CatalogueJson.write(shared)));
    }

    /** Notes where a revision stands on the topic. */
    void published(long revision, long offset) throws SQLException {
        try (Connection connection = postgres.getConnection()) {
            connection.setAutoCommit(true);
            update(
                    connection,
                    "UPDATE features.catalogue SET published_revision = ?, published_offset = ?",
                    statement -> {
                        statement.setLong(1, revision);
                        statement.setLong(2, offset);
                    });
        }
    }

    /** Fills in a statement's parameters. */
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private static int update(Connection connection, String sql, Parameters parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.set(statement);
            return statement.executeUpdate();
        }
    }
}
