package io.tidemill.infra.benchmarks.trainingsets;

import io.tidemill.infra.lakecatalog.LakeCatalog;

/** Whoever makes training sets. */
interface Maker {
    /**
     * Makes the training set of a shop: five numbers a row, by row: how many orders there were and what they came to, of all time
     * and of thirty days, and the mean of those. The thirty days are rounded as docs/features.md says.
     *
     * @param timed runs what is timed: from the lake's files to values in memory
     */
    double[][] make(LakeCatalog lake, Shop shop, Timed timed) throws Exception;

    /** Runs something, and tells how long it took. */
    @FunctionalInterface
    interface Timed {
        void run(Work work) throws Exception;
    }

    /** What is timed. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }
}
