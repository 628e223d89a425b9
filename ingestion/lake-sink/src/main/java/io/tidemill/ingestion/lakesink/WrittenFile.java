package io.tidemill.ingestion.lakesink;

import java.util.Objects;

/**
 * A finished data file that belongs to no snapshot yet.
 *
 * @param table the table's name within the namespace
 * @param day the day all its rows are of, in days since 1970-01-01
 * @param rows how many
 * @param json the file as Iceberg's own JSON form has it
 */
record WrittenFile(String table, int day, long rows, String json) {
    WrittenFile {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(json, "json");
    }
}
