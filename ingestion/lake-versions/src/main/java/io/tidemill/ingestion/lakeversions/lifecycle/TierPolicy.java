package io.tidemill.ingestion.lakeversions.lifecycle;

import java.util.OptionalInt;

/**
 * How old the days of a table become.
 *
 * @param coldAfterDays days after which a day's files lie in the cold location; never when absent
 * @param expireAfterDays days after which a day is dropped from the table; never when absent
 */
public record TierPolicy(OptionalInt coldAfterDays, OptionalInt expireAfterDays) {
    public TierPolicy {
        if (coldAfterDays.isPresent()
                && expireAfterDays.isPresent()
                && coldAfterDays.getAsInt() >= expireAfterDays.getAsInt()) {
            throw new IllegalArgumentException("expire-after-days " + expireAfterDays.getAsInt()
                    + ": expected more than cold-after-days " + coldAfterDays.getAsInt());
        }
    }

    /** Whether days ever change. */
    public boolean isEmpty() {
        return coldAfterDays.isEmpty() && expireAfterDays.isEmpty();
    }
}
