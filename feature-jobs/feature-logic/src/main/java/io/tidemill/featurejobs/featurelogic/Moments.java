package io.tidemill.featurejobs.featurelogic;

/**
 * Count, mean and squared deviations from it of the numbers of one column, kept so that nothing cancels out: Chan, Golub
 * and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979.
 */
final class Moments implements Summary {
    private final int column;
    private long count;
    private double mean;
    private double squares;

    Moments(int column) {
        this.column = column;
    }

    long count() {
        return count;
    }

    /** Of the values as a sample of more; there are two at least. */
    double standardDeviation() {
        return Math.sqrt(squares / (count - 1));
    }

    @Override
    public void add(Observation observation) {
        if (observation.values().get(column) instanceof Number number) {
            take(1, number.doubleValue(), 0);
        }
    }

    @Override
    public void merge(Summary other) {
        Moments moments = (Moments) other;
        if (moments.count > 0) {
            take(moments.count, moments.mean, moments.squares);
        }
    }

    private void take(long others, double otherMean, double otherSquares) {
        long all = count + others;
        double apart = otherMean - mean;
        squares += otherSquares + apart * apart * ((double) count * others / all);
        mean += apart * others / all;
        count = all;
    }

    @Override
    public void write(StateWriter out) {
        out.unsigned(count);
        if (count > 0) {
            out.float64(mean);
            out.float64(squares);
        }
    }

    @Override
    public void read(StateReader in) {
        count = in.unsigned();
        if (count > 0) {
            mean = in.float64();
            squares = in.float64();
        }
    }
}
