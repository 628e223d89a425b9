package io.tidemill.featurejobs.featurelogic;

/** Count and sum of the numbers of one column, less those of events that took back; nulls and texts are none. */
final class NetSum implements Sum {
    private final int column;
    private long count;
    private double sum;

    NetSum(int column) {
        this.column = column;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public double sum() {
        return sum;
    }

    @Override
    public void add(Observation observation) {
        if (observation.values().get(column) instanceof Number number) {
            count += observation.sign();
            sum += observation.sign() * number.doubleValue();
        }
    }

    @Override
    public void merge(Summary other) {
        count += ((NetSum) other).count;
        sum += ((NetSum) other).sum;
    }

    @Override
    public void write(StateWriter out) {
        out.signed(count);
        out.float64(sum);
    }

    @Override
    public void read(StateReader in) {
        count = in.signed();
        sum = in.float64();
    }
}
