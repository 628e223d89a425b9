package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.schemas.expectations.QualityDefinitions;
import io.tidemill.schemas.expectations.TableExpectations;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinition;
import io.tidemill.trainingtriggers.partitionwatch.Run.CompletedPartition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs that wait: for a verdict on the quality of their day, or until what is served of their model's features is what the lake
 * recomputes. Every method is called under the planning lock.
 */
final class HeldRuns {
    private final List<ModelDefinition> models;
    private final QualityDefinitions quality;
    private final FeatureDefinitions serving;

    /** By the definitions of now. */
    HeldRuns(List<ModelDefinition> models, QualityDefinitions quality, FeatureDefinitions serving) {
        this.serving = serving;
        this.models = List.copyOf(models);
        this.quality = quality;
    }

    /** A run as it begins: held, if there is something that it has to wait for. */
    Run begun(Connection connection, Run run, CompletedPartition partition, Instant now) throws SQLException {
        Optional<String> reason = waitsFor(connection, run, partition);
        return reason.isPresent() ? run.in(new RunState.Held(reason.get()), now) : run;
    }

    /** Keeps a verdict on a day, and does with the runs that waited for it what it says. */
    void judged(Connection connection, DayVerdict verdict, Instant now) throws SQLException {
        keep(connection, verdict);
        for (Run run : RunRows.held(connection, verdict.table(), verdict.day(), verdict.revision())) {
            if (run.partition().orElseThrow().revision() == verdict.revision()) {
                reconsider(connection, run, now);
            } else if (verdict.good()) {
                RunState.Held held = (RunState.Held) run.state();
                RunRows.update(connection, run.in(held.toSuperseded(verdict.revision()), now));
            }
        }
    }

    /** Keeps a verdict on features, and does with the runs that wait what it says. */
    void judged(Connection connection, FeatureVerdicts.Announced announced, Instant now) throws SQLException {
        FeatureVerdicts.keep(connection, announced);
        for (Run run : RunRows.held(connection)) {
            reconsider(connection, run, now);
        }
    }

    private void reconsider(Connection connection, Run run, Instant now) throws SQLException {
        RunState.Held held = (RunState.Held) run.state();
        Optional<String> reason = waitsFor(connection, run, run.partition().orElseThrow());
        if (reason.isEmpty()) {
            RunRows.update(connection, run.in(held.toPending(), now));
        } else if (!reason.get().equals(held.reason())) {
            RunRows.update(connection, run.in(new RunState.Held(reason.get()), now));
        }
    }

    private Optional<String> waitsFor(Connection connection, Run run, CompletedPartition partition)
            throws SQLException {
        Optional<DayVerdict> verdict = verdict(connection, partition);
        if (verdict.isEmpty() && canFail(partition)) {
            return Optional.of("waits for the verdict on the quality of " + partition.table() + " " + partition.day()
                    + " revision " + partition.revision());
        }
        if (verdict.isPresent() && !verdict.get().good()) {
            return verdict.map(DayVerdict::reason);
        }
        Map<String, LocalDate> failed = FeatureVerdicts.failed(connection, features(run));
        return failed.isEmpty() ? Optional.empty() : Optional.of(FeatureVerdicts.reason(failed));
    }

    private boolean canFail(CompletedPartition partition) {
        return quality.of(partition.table()).filter(TableExpectations::canFail).isPresent();
    }

    private List<String> features(Run run) {
        return models.stream()
                .filter(model -> model.name().equals(run.model()))
                .flatMap(model -> compared(serving, model.features()).stream())
                .toList();
    }

    /** The stored features that some are, or are computed from: those are what is compared with the lake. */
    static List<String> compared(FeatureDefinitions serving, List<FeatureReference> features) {
        return features.stream()
                .flatMap(feature -> serving.stored(feature).orElse(List.of(feature)).stream())
                .map(FeatureReference::toString)
                .distinct()
                .toList();
    }

    private static void keep(Connection connection, DayVerdict verdict) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "INSERT INTO training.quality_verdict (table_name, day, revision, verdict, failed_rules)"
                        + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (table_name, day, revision)"
                        + " DO UPDATE SET verdict = EXCLUDED.verdict, failed_rules = EXCLUDED.failed_rules")) {
            upsert.setString(1, verdict.table());
            upsert.setObject(2, verdict.day());
            upsert.setInt(3, verdict.revision());
            upsert.setString(4, verdict.verdict());
            upsert.setArray(
                    5, connection.createArrayOf("text", verdict.failedRules().toArray()));
            upsert.executeUpdate();
        }
    }

    private static Optional<DayVerdict> verdict(Connection connection, CompletedPartition partition)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT verdict, failed_rules FROM training.quality_verdict"
                        + " WHERE table_name = ? AND day = ? AND revision = ?")) {
            select.setString(1, partition.table());
            select.setObject(2, partition.day());
            select.setInt(3, partition.revision());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new DayVerdict(
                                partition.table(),
                                partition.day(),
                                partition.revision(),
                                row.getString("verdict"),
                                List.of((String[]) row.getArray("failed_rules").getArray())))
                        : Optional.empty();
            }
        }
    }
}
