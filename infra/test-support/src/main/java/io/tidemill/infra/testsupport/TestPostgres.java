package io.tidemill.infra.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A real PostgreSQL server for tests; close it in {@code @AfterAll}. */
public final class TestPostgres implements AutoCloseable {
    private final EmbeddedPostgres server;

    private TestPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts an empty server. */
    public static TestPostgres start() {
        try {
            return new TestPostgres(EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("max_connections", "50")
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connections to its default database as its superuser. */
    public DataSource dataSource() {
        return server.getPostgresDatabase();
    }

    /** The JDBC URL, user {@code postgres} included. */
    public String jdbcUrl() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    /** Empties the lake's JDBC catalogue, for tests that share a server; what its tables had lies on the disk still. */
    public void emptyLakeCatalogue() {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists iceberg_tables, iceberg_namespace_properties");
        } catch (SQLException e) {
            throw new IllegalStateException("the catalogue cannot be emptied", e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
