package io.tidemill.ingestion.eventreplay.rows;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The rows of a file, in its order; to be closed. */
public interface RowReader extends Closeable {
    /** The columns every row has; empty where each row names its own. */
    Optional<List<String>> columns();

    /** The next row; empty at the end. */
    Optional<Row> next() throws IOException;

    /** Takes the lines that are no row. */
    @FunctionalInterface
    interface BadRows {
        void accept(long line, String reason) throws IOException;
    }
}
