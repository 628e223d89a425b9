package io.tidemill.featurejobs.featurelogic;

/** The events of one stretch of time, summed up. */
final class Tile {
    final long start;
    /** One for each of {@link TileLayout#summaries()}. */
    final Summary[] summaries;
    /** A bit for each filter that an event of the tile passed. */
    private long passed;

    Tile(long start, TileLayout layout) {
        this.start = start;
        summaries = layout.summaries().stream().map(SummarySpec::create).toArray(Summary[]::new);
    }

    void add(Observation observation, long filters, TileLayout layout) {
        passed |= filters;
        for (int i = 0; i < summaries.length; i++) {
            if (passed(filters, layout.summaries().get(i).filter())) {
                summaries[i].add(observation);
            }
        }
    }

    /** Whether an event passed a filter. */
    boolean has(int filter) {
        return passed(passed, filter);
    }

    void write(StateWriter out) {
        out.unsigned(passed);
        for (Summary summary : summaries) {
            summary.write(out);
        }
    }

    void read(StateReader in) {
        passed = in.unsigned();
        for (Summary summary : summaries) {
            summary.read(in);
        }
    }

    static boolean passed(long filters, int filter) {
        return (filters >>> filter & 1) != 0;
    }
}
