package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.ingestion.laketables.layout.TableLayout;
import io.tidemill.ingestion.laketables.maintenance.Effect;
import io.tidemill.ingestion.laketables.maintenance.OperationResult;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.apache.iceberg.Table;

/** Something that is done to one table. It leaves the table valid whenever it is stopped. */
@FunctionalInterface
interface TableOperation {
    /** Does it to a table as it is now. */
    OperationResult run(Table table, TableLayout layout, Run run);

    /**
     * Why and how an operation runs.
     *
     * @param cause what decides how little is worth doing it
     * @param effect whether it changes anything
     * @param completed the days, in days since 1970-01-01, that were announced since the last run
     */
    record Run(Cause cause, Effect effect, Set<Integer> completed, Instant now) {
        public Run {
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(effect, "effect");
            completed = Set.copyOf(completed);
            Objects.requireNonNull(now, "now");
        }

        boolean asked() {
            return cause == Cause.ASKED;
        }

        boolean dry() {
            return effect == Effect.DRY_RUN;
        }
    }

    /** Why an operation runs. */
    enum Cause {
        /** It is time to look again; little is not worth a commit. */
        INTERVAL,
        /** Someone asked for it: whatever can be done is. */
        ASKED
    }
}
