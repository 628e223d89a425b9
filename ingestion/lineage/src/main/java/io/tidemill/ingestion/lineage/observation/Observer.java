package io.tidemill.ingestion.lineage.observation;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Looks for news of one kind, and makes events of them in the transaction that notes them. */
public interface Observer extends AutoCloseable {
    /** What it looks at, for the log. */
    String name();

    /**
     * Looks once.
     *
     * @throws IOException if what it looks at does not answer now
     */
    void look(Connection connection) throws SQLException, IOException, InterruptedException;

    @Override
    default void close() {}
}
