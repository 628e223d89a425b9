package io.tidemill.ingestion.lakequality.measures;

/**
 * Count, mean and spread of numbers (Welford's update; Chan, Golub and LeVeque's sum of two).
 *
 * @param count how many
 * @param mean their mean; 0 if there are none
 * @param squares the sum of squared distances from the mean
 */
public record Moments(long count, double mean, double squares) {
    /** Of no numbers. */
    public static final Moments NONE = new Moments(0, 0, 0);

    /** With one number more; infinite ones and NaN are left out. */
    public Moments with(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return this;
        }
        double distance = number - mean;
        double next = mean + distance / (count + 1);
        return new Moments(count + 1, next, squares + distance * (number - next));
    }

    /** Of the numbers of both. */
    public Moments with(Moments other) {
        long all = count + other.count;
        if (all == 0) {
            return NONE;
        }
        double distance = other.mean - mean;
        return new Moments(
                all,
                mean + distance * other.count / all,
                squares + other.squares + distance * distance * count * other.count / all);
    }

    /** The standard deviation of the numbers taken as a sample; 0 for fewer than two. */
    public double deviation() {
        return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
    }
}
