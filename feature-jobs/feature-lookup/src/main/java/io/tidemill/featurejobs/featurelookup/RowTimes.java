package io.tidemill.featurejobs.featurelookup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Event times in the form of an answer. The features of one view and entity have one event time, and come in as many columns
 * as there are features: its form is made once. Not safe to share between threads.
 */
final class RowTimes<T> {
    private final Function<Instant, T> form;
    private final T none;
    private final List<@Nullable Instant> last = new ArrayList<>();
    private final List<T> formed = new ArrayList<>();

    /**
     * @param form makes the form of a time
     * @param none the form of no time
     */
    RowTimes(Function<Instant, T> form, T none) {
        this.form = form;
        this.none = none;
    }

    /** The form of a row's time. */
    T of(int row, Optional<Instant> time) {
        while (last.size() <= row) {
            last.add(null);
            formed.add(none);
        }
        Instant instant = time.orElse(null);
        if (instant == null) {
            return none;
        }
        if (!instant.equals(last.get(row))) {
            last.set(row, instant);
            formed.set(row, form.apply(instant));
        }
        return formed.get(row);
    }
}
