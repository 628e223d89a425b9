package io.tidemill.trainingtriggers.partitionwatch;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tidemill.trainingtriggers.modeltraining.RunResult.SkipReason;
import java.time.Instant;

/** Where a training run stands. A state has the transitions that are legal from it, and no others. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "status")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunState.Held.class, name = "held"),
    @JsonSubTypes.Type(value = RunState.Pending.class, name = "pending"),
    @JsonSubTypes.Type(value = RunState.Running.class, name = "running"),
    @JsonSubTypes.Type(value = RunState.Succeeded.class, name = "succeeded"),
    @JsonSubTypes.Type(value = RunState.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = RunState.Skipped.class, name = "skipped")
})
public sealed interface RunState {
    /** How often a run is begun before it counts as failed. */
    int MAXIMUM_ATTEMPTS = 3;

    /** The name that stands in the database: never rename one. */
    String status();

    /**
     * It waits for a verdict on the quality of its day.
     *
     * @param reason what it waits for, for people
     */
    record Held(String reason) implements RunState {
        @Override
        public String status() {
            return "held";
        }

        /** The day may be used. */
        public Pending toPending() {
            return new Pending(0);
        }

        /** A later revision of the day may be used. */
        public Skipped toSuperseded(int revision) {
            return new Skipped(
                    SkipReason.SUPERSEDED, "revision " + revision + " of the day may be used, and is trained on");
        }
    }

    /**
     * It waits for a runner.
     *
     * @param attempts how often it was begun before
     */
    record Pending(int attempts) implements RunState {
        @Override
        public String status() {
            return "pending";
        }

        /** A runner takes it, for as long as its lease lasts. */
        public Running toRunning(String owner, Instant leaseUntil) {
            return new Running(attempts + 1, owner, leaseUntil);
        }
    }

    /**
     * A process works on it.
     *
     * @param attempt which one, from 1
     * @param owner the runner whose process it is
     * @param leaseUntil when the runner is believed gone if it has not renewed the lease
     */
    record Running(int attempt, String owner, Instant leaseUntil) implements RunState {
        @Override
        public String status() {
            return "running";
        }

        /** The runner is still there. */
        public Running renewed(Instant until) {
            return new Running(attempt, owner, until);
        }

        /** A model came out of it. */
        public Succeeded toSucceeded(long version, double auc, boolean promoted, String because) {
            return new Succeeded(version, auc, promoted, because);
        }

        /** There was nothing to learn from. */
        public Skipped toSkipped(SkipReason reason, String detail) {
            return new Skipped(reason, detail);
        }

        /** It cannot go well. */
        public Failed toFailed(String detail) {
            return new Failed(attempt, detail);
        }

        /** The process was killed, or its runner is gone: it is tried again, but not for ever. */
        public RunState afterLoss(String detail) {
            return attempt < MAXIMUM_ATTEMPTS ? new Pending(attempt) : toFailed(detail);
        }
    }

    /**
     * A model was trained and registered.
     *
     * @param version its number in the registry
     * @param auc on the test rows
     * @param promoted whether it became the champion
     * @param because why, or why not
     */
    record Succeeded(long version, double auc, boolean promoted, String because) implements RunState {
        @Override
        public String status() {
            return "succeeded";
        }
    }

    /**
     * It failed for good.
     *
     * @param attempts how often it was begun
     * @param detail what went wrong
     */
    record Failed(int attempts, String detail) implements RunState {
        @Override
        public String status() {
            return "failed";
        }
    }

    /**
     * There was nothing to learn from.
     *
     * @param reason for a machine
     * @param detail for people
     */
    record Skipped(SkipReason reason, String detail) implements RunState {
        @Override
        public String status() {
            return "skipped";
        }
    }
}
