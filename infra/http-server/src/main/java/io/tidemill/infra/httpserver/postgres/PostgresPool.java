package io.tidemill.infra.httpserver.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemill.infra.httpserver.configuration.Configuration;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Pooled connections to PostgreSQL, by the settings {@code postgres.url} (JDBC, user included), {@code
 * postgres.connections} (at most; 8) and {@code postgres.wait} (for a free connection; PT5S). One per process.
 */
public final class PostgresPool implements AutoCloseable {
    private final HikariDataSource pool;

    private PostgresPool(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Opens a pool; a server that is down is noticed at the first use, not here. */
    public static PostgresPool open(Configuration configuration) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(configuration.text("postgres.url"));
        config.setMaximumPoolSize(configuration.integer("postgres.connections", 1, 1000, 8));
        config.setMinimumIdle(1);
        config.setConnectionTimeout(
                configuration.duration("postgres.wait", Duration.ofSeconds(5)).toMillis());
        config.setInitializationFailTimeout(-1);
        config.setPoolName("postgres");
        return new PostgresPool(new HikariDataSource(config));
    }

    public DataSource dataSource() {
        return pool;
    }

    /**
     * Brings a module's own schema up to date from the scripts in {@code db/MODULE} on the class path; the history stands
     * in table {@code flyway_MODULE} of that schema. Safe to run from several processes at once.
     */
    public static void migrate(DataSource dataSource, String module) {
        Flyway.configure()
                .dataSource(dataSource)
                .schemas(module)
                .defaultSchema(module)
                .createSchemas(true)
                .table("flyway_" + module)
                .locations("classpath:db/" + module)
                .load()
                .migrate();
    }

    @Override
    public void close() {
        pool.close();
    }
}
