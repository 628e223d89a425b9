package io.tidemill.featurejobs.featureconsistency.comparison;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When two values count as one: whole numbers and text when they are equal; numbers with a fraction when they differ by at most
 * 1e-9 of the greater, for sums of the same numbers in another order differ in their last digits; lists when each item is.
 */
final class SameValue {
    private static final double RELATIVE = 1e-9;
    /** What is left of a difference of nearly equal sums; no feature is told to more digits. */
    private static final double ABSOLUTE = 1e-12;

    private SameValue() {}

    static boolean of(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Double left && other instanceof Double right) {
            return numbers(left, right);
        }
        if (one instanceof List<?> left && other instanceof List<?> right) {
            return lists(left, right);
        }
        return Objects.equals(one, other);
    }

    private static boolean numbers(double left, double right) {
        return Double.compare(left, right) == 0
                || Math.abs(left - right) <= Math.max(ABSOLUTE, RELATIVE * Math.max(Math.abs(left), Math.abs(right)));
    }

    private static boolean lists(List<?> left, List<?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int at = 0; at < left.size(); at++) {
            if (!of(left.get(at), right.get(at))) {
                return false;
            }
        }
        return true;
    }
}
