package io.tidemill.featurejobs.featurelogic;

/** How many events there were. */
final class EventCount implements Summary {
    private long count;

    long count() {
        return count;
    }

    @Override
    public void add(Observation observation) {
        count++;
    }

    @Override
    public void merge(Summary other) {
        count += ((EventCount) other).count;
    }

    @Override
    public void write(StateWriter out) {
        out.unsigned(count);
    }

    @Override
    public void read(StateReader in) {
        count = in.unsigned();
    }
}
