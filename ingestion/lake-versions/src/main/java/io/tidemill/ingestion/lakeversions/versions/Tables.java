package io.tidemill.ingestion.lakeversions.versions;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.ingestion.laketables.Lake;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Tables as callers name them. */
public final class Tables {
    private Tables() {}

    /**
     * A table.
     *
     * @throws ProblemException with status 404 if there is none of this name
     */
    public static Table named(Lake lake, String name) {
        try {
            return lake.table(name);
        } catch (NoSuchTableException e) {
            throw ProblemException.notFound(
                            "there is no table " + name + ": expected one of " + String.join(", ", lake.tables()))
                    .withField("table");
        }
    }
}
