package io.tidemill.ingestion.eventreplay.rows;

import org.jspecify.annotations.Nullable;

/** One record of a file. */
public interface Row {
    /** The number of the line it begins on, from 1. */
    long line();

    /**
     * The text of a column; {@code null} where the row has none.
     *
     * @throws BadRowException if the column holds something that is not text, a number or a boolean
     */
    @Nullable
    String text(String column) throws BadRowException;
}
