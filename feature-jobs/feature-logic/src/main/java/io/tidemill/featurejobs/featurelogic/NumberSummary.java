package io.tidemill.featurejobs.featurelogic;

/** Count, sum, least and greatest of the numbers of one column; nulls and texts are none. */
final class NumberSummary implements Sum {
    private final int column;
    private long count;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    NumberSummary(int column) {
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

    double min() {
        return min;
    }

    double max() {
        return max;
    }

    @Override
    public void add(Observation observation) {
        if (observation.values().get(column) instanceof Number number) {
            double value = number.doubleValue();
            count++;
            sum += value;
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
    }

    @Override
    public void merge(Summary other) {
        NumberSummary numbers = (NumberSummary) other;
        count += numbers.count;
        sum += numbers.sum;
        min = Math.min(min, numbers.min);
        max = Math.max(max, numbers.max);
    }

    @Override
    public void write(StateWriter out) {
        out.unsigned(count);
        if (count > 0) {
            out.float64(sum);
            out.float64(min);
            out.float64(max);
        }
    }

    @Override
    public void read(StateReader in) {
        count = in.unsigned();
        if (count > 0) {
            sum = in.float64();
            min = in.float64();
            max = in.float64();
        }
    }
}
