package io.tidemill.featurejobs.featureconsistency;

import java.sql.SQLException;
import javax.sql.DataSource;

/** The entities that reports name in their examples, for one to be erased from them. */
public final class ReportedEntities {
    private final ConsistencyStore store;

    private ReportedEntities(ConsistencyStore store) {
        this.store = store;
    }

    /** Those of the reports in a database. */
    public static ReportedEntities open(DataSource postgres) {
        return new ReportedEntities(ConsistencyStore.open(postgres));
    }

    /** Takes an entity out of the examples of every report; how many reports named it. */
    public int forget(String entity) throws SQLException {
        return store.forget(entity);
    }

    /** How many reports name an entity. */
    public int naming(String entity) throws SQLException {
        return store.naming(entity);
    }

    /** How many reports there are. */
    public int reports() throws SQLException {
        return store.reports();
    }
}
