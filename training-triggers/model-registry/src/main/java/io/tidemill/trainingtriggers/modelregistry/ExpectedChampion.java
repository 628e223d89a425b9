package io.tidemill.trainingtriggers.modelregistry;

import java.util.Optional;

/** What the one who changes the champion believes it to be; a change by someone else in between is not overwritten. */
public sealed interface ExpectedChampion {
    /** Whether the champion is as expected. */
    boolean matches(Optional<Long> champion);

    /** Whatever it is. */
    record Any() implements ExpectedChampion {
        @Override
        public boolean matches(Optional<Long> champion) {
            return true;
        }
    }

    /** There is none yet. */
    record None() implements ExpectedChampion {
        @Override
        public boolean matches(Optional<Long> champion) {
            return champion.isEmpty();
        }
    }

    /** This version. */
    record Version(long version) implements ExpectedChampion {
        @Override
        public boolean matches(Optional<Long> champion) {
            return champion.isPresent() && champion.get() == version;
        }
    }
}
