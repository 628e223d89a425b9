package io.tidemill.trainingtriggers.modelregistry;

import io.tidemill.infra.httpserver.postgres.PostgresPool;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The registered models, in schema {@code registry} of PostgreSQL. A change of a champion and the note that it is to be
 * published are one transaction; {@link ChampionPublisher} publishes it. Safe for any number of threads and processes.
 */
public final class ModelRegistry {
    /** The alias of the version that serves. */
    public static final String CHAMPION = "champion";

    private static final String SCHEMA = "registry";

    private final DataSource dataSource;
    private final ArtifactStore artifacts;
    private final Clock clock;

    private ModelRegistry(DataSource dataSource, ArtifactStore artifacts, Clock clock) {
        this.dataSource = dataSource;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    /** Opens the registry and brings its schema up to date. */
    public static ModelRegistry open(DataSource dataSource, ArtifactStore artifacts, Clock clock) {
        PostgresPool.migrate(dataSource, SCHEMA);
        return new ModelRegistry(dataSource, artifacts, clock);
    }

    /** Registers a version, and the model with its first one. The same run registers once and is given its version. */
    public ModelVersion register(NewVersion version) throws IOException, SQLException {
        ArtifactStore.Kept kept = artifacts.keep(version.artifact());
        return transaction(connection -> {
            insertModel(connection, version.model());
            lock(connection, version.model());
            Optional<ModelVersion> before = VersionRows.ofRun(connection, version.runId());
            if (before.isPresent()) {
                return before.get();
            }
            long number = VersionRows.latest(connection, version.model()) + 1;
            ModelVersion registered = new ModelVersion(
                    version.model(),
                    number,
                    version.runId(),
                    kept.uri(),
                    kept.sha256(),
                    version.features(),
                    version.featureVersions(),
                    version.snapshotIds(),
                    version.parameters(),
                    version.metrics(),
                    clock.instant().truncatedTo(ChronoUnit.MILLIS));
            VersionRows.insert(connection, registered, version.report(), version.reportPage());
            return registered;
        });
    }

    /**
     * Makes a version the champion and has that published; also if it is the champion already.
     *
     * @param expected what the champion is believed to be
     * @param changedBy who wants it
     * @throws ChampionConflictException if the champion is another; nothing is changed then
     */
    public ModelVersion setChampion(String model, long version, ExpectedChampion expected, String changedBy)
            throws SQLException, UnknownVersionException, ChampionConflictException {
        return this.<ModelVersion, UnknownVersionException, ChampionConflictException>transaction(connection -> {
            lock(connection, model);
            ModelVersion next = VersionRows.find(connection, model, version)
                    .orElseThrow(() -> new UnknownVersionException("model " + model + " has no version " + version));
            Optional<Long> champion = aliased(connection, model, CHAMPION);
            if (!expected.matches(champion)) {
                throw new ChampionConflictException(model, champion);
            }
            ChampionRows.write(connection, next, changedBy, clock.instant());
            return next;
        });
    }

    /** The version that serves. */
    public Optional<ModelVersion> champion(String model) throws SQLException {
        return resolve(new ModelUri.ByAlias(model, CHAMPION));
    }

    /** The version a URI means. */
    public Optional<ModelVersion> resolve(ModelUri uri) throws SQLException {
        return transaction(connection -> {
            Optional<Long> version = uri instanceof ModelUri.ByVersion byVersion
                    ? Optional.of(byVersion.version())
                    : aliased(connection, uri.model(), ((ModelUri.ByAlias) uri).alias());
            return version.isEmpty() ? Optional.empty() : VersionRows.find(connection, uri.model(), version.get());
        });
    }

    /** All versions of a model, the newest first. */
    public List<ModelVersion> versions(String model) throws SQLException {
        return transaction(connection -> VersionRows.all(connection, model));
    }

    /** All registered models, by name. */
    public List<RegisteredModel> models() throws SQLException {
        return transaction(ChampionRows::models);
    }

    /** The evaluation of a version as JSON. */
    public Optional<String> report(String model, long version) throws SQLException {
        return transaction(connection -> VersionRows.text(connection, "report", model, version));
    }

    /** The evaluation of a version as an HTML page. */
    public Optional<String> reportPage(String model, long version) throws SQLException {
        return transaction(connection -> VersionRows.text(connection, "report_page", model, version));
    }

    private void insertModel(Connection connection, String model) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO registry.registered_model (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, model);
            insert.setObject(2, VersionRows.utc(clock.instant()));
            insert.executeUpdate();
        }
    }

    /** One change of a model at a time: version numbers have no gaps, and changes are published in their order. */
    private static void lock(Connection connection, String model) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT 1 FROM registry.registered_model WHERE name = ? FOR UPDATE")) {
            select.setString(1, model);
            select.executeQuery().close();
        }
    }

    private static Optional<Long> aliased(Connection connection, String model, String alias) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT version FROM registry.model_alias WHERE model = ? AND alias = ?")) {
            select.setString(1, model);
            select.setString(2, alias);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    @FunctionalInterface
    private interface Work<T, A extends Exception, B extends Exception> {
        T on(Connection connection) throws SQLException, A, B;
    }

    private <T, A extends Exception, B extends Exception> T transaction(Work<T, A, B> work) throws SQLException, A, B {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.on(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }
}
