package io.tidemill.ingestion.lineage.graph;

import java.util.Objects;

/**
 * That a column is made of another.
 *
 * @param from the dataset it is made of
 * @param fromColumn the column there
 * @param to the dataset that is made
 * @param toColumn the column there
 * @param how in a word or two, such as {@code identity} or {@code sum P30D}
 */
public record Edge(String from, String fromColumn, String to, String toColumn, String how) {
    public Edge {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(fromColumn, "fromColumn");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(toColumn, "toColumn");
        Objects.requireNonNull(how, "how");
    }
}
