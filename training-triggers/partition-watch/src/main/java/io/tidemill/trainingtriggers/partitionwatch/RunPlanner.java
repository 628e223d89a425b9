package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.trainingtriggers.modeltraining.ModelDefinition;
import io.tidemill.trainingtriggers.partitionwatch.Run.CompletedPartition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides which run a model is due, and as of when. Labels look ahead by the horizon, so data that is complete up to an
 * end allows tests as of the end less the horizon, and, for labels that were complete by then, training as of the horizon
 * before that.
 */
final class RunPlanner {
    private static final String REQUESTED_BY = "partition-watch";

    private RunPlanner() {}

    /**
     * The run that a completed partition makes due.
     *
     * @param before the latest day of the table before it that is complete already
     */
    static Optional<Run> due(
            ModelDefinition model, CompletedPartition partition, Optional<LocalDate> before, Instant now) {
        if (!model.policy().table().equals(partition.table())) {
            return Optional.empty();
        }
        return model.policy().boundaryPassed(partition.day(), before).map(boundary -> {
            Instants instants = Instants.endingAt(
                    boundary.atStartOfDay(ZoneOffset.UTC).toInstant(),
                    model.label().horizon());
            return new Run(
                    id(model, partition),
                    model.name(),
                    model.definitionVersion(),
                    instants.trainAsOf(),
                    instants.testAsOf(),
                    Optional.of(partition),
                    Optional.empty(),
                    REQUESTED_BY,
                    new RunState.Pending(0),
                    now,
                    now);
        });
    }

    /** The same cause always gives the same id. */
    private static UUID id(ModelDefinition model, CompletedPartition partition) {
        String cause = String.join(
                "/",
                model.name(),
                model.definitionVersion(),
                partition.table(),
                partition.day().toString(),
                Integer.toString(partition.revision()));
        return UUID.nameUUIDFromBytes(cause.getBytes(StandardCharsets.UTF_8));
    }

    /** The two instants of a run. */
    record Instants(Instant trainAsOf, Instant testAsOf) {
        static Instants endingAt(Instant end, Duration horizon) {
            return new Instants(end.minus(horizon).minus(horizon), end.minus(horizon));
        }
    }
}
