package io.tidemill.featurejobs.featurelogic;

/** How many events there were, less those that took one back. */
final class NetCount implements Summary {
    private long count;

    long count() {
        return count;
    }

    @Override
    public void add(Observation observation) {
        count += observation.sign();
    }

    @Override
    public void merge(Summary other) {
        count += ((NetCount) other).count;
    }

    @Override
    public void write(StateWriter out) {
        out.signed(count);
    }

    @Override
    public void read(StateReader in) {
        count = in.signed();
    }
}
