package io.tidemill.featurejobs.featurereading;

/** Whether calls go through to something that may be away. Immutable; times are nanoseconds of one monotonic clock. */
sealed interface Circuit {
    /** As it begins: every call goes through. */
    static Closed closed() {
        return new Closed(0);
    }

    /**
     * Calls go through.
     *
     * @param failures how many of the last calls failed, one after the other
     */
    record Closed(int failures) implements Circuit {
        Closed afterSuccess() {
            return failures == 0 ? this : closed();
        }

        /**
         * One failure more.
         *
         * @param most as many in a row open it
         * @param reopens until when it is then open
         */
        Circuit afterFailure(int most, long reopens) {
            return failures + 1 < most ? new Closed(failures + 1) : new Open(reopens);
        }
    }

    /**
     * No call goes through.
     *
     * @param until the time from which one may
     */
    record Open(long until) implements Circuit {
        /** How long it stays so; zero or less when it is time to probe. */
        long remaining(long now) {
            return until - now;
        }

        Probing toProbing() {
            return new Probing();
        }
    }

    /** One call is under way that finds out; no other goes through. */
    record Probing() implements Circuit {
        Closed afterSuccess() {
            return closed();
        }

        Open afterFailure(long reopens) {
            return new Open(reopens);
        }
    }
}
