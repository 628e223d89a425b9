package io.tidemill.ingestion.lineage.graph;

import java.io.IOException;

/** Gives the graph of what is defined now. */
@FunctionalInterface
public interface Graphs {
    /**
     * The graph of now.
     *
     * @throws IOException if a definition cannot be read
     */
    LineageGraph now() throws IOException;
}
