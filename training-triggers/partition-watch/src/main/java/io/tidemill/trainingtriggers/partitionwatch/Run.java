package io.tidemill.trainingtriggers.partitionwatch;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A training run.
 *
 * @param id its name
 * @param model the model it trains
 * @param definitionVersion the text of the model's definition when the run was made
 * @param trainAsOf the instant of the rows to learn from
 * @param testAsOf the instant of the rows to test on
 * @param partition the completed partition that asked for it; empty where a person did
 * @param lakeVersion the version of the lake that it reads; empty for the tables as they are
 * @param requestedBy who asked for it
 * @param state where it stands
 * @param createdAt when it was asked for
 * @param changedAt when its state last changed
 */
public record Run(
        UUID id,
        String model,
        String definitionVersion,
        Instant trainAsOf,
        Instant testAsOf,
        Optional<CompletedPartition> partition,
        Optional<String> lakeVersion,
        String requestedBy,
        RunState state,
        Instant createdAt,
        Instant changedAt) {
    public Run {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(definitionVersion, "definitionVersion");
        Objects.requireNonNull(trainAsOf, "trainAsOf");
        Objects.requireNonNull(testAsOf, "testAsOf");
        Objects.requireNonNull(partition, "partition");
        Objects.requireNonNull(lakeVersion, "lakeVersion");
        Objects.requireNonNull(requestedBy, "requestedBy");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(changedAt, "changedAt");
    }

    /** The same run in another state. */
    Run in(RunState next, Instant now) {
        return new Run(
                id,
                model,
                definitionVersion,
                trainAsOf,
                testAsOf,
                partition,
                lakeVersion,
                requestedBy,
                next,
                createdAt,
                now);
    }

    /**
     * A day of a lake table that is complete.
     *
     * @param table the table without its namespace, such as {@code order_paid}
     * @param day the day, in UTC
     * @param revision 1, and one more each time late rows were added after
     * @param snapshotId the committed snapshot that is complete for the day
     */
    public record CompletedPartition(String table, LocalDate day, int revision, long snapshotId) {
        public CompletedPartition {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(day, "day");
        }
    }
}
