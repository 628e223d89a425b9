package io.tidemill.ingestion.laketables.maintenance;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Opens connections to PostgreSQL; the caller closes them. */
@FunctionalInterface
public interface Connections {
    /** A connection. */
    Connection open() throws SQLException;

    /** One from a pool. */
    static Connections of(DataSource pool) {
        return pool::getConnection;
    }

    /** A new one each time, for whoever needs one now and then. */
    static Connections of(String jdbcUrl) {
        return () -> DriverManager.getConnection(jdbcUrl);
    }
}
