package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.trainingtriggers.partitionwatch.Run.CompletedPartition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Runs that wait for a verdict on the quality of their day. Every method is called under the planning lock. */
final class HeldRuns {
    private HeldRuns() {}

    /** A run as it begins: held, unless its day has a good verdict already. */
    static Run untilJudged(Connection connection, Run run, CompletedPartition partition, Instant now)
            throws SQLException {
        Optional<DayVerdict> verdict = verdict(connection, partition);
        if (verdict.filter(DayVerdict::good).isPresent()) {
            return run;
        }
        String reason = verdict.map(DayVerdict::reason)
                .orElseGet(() -> "waits for the verdict on the quality of " + partition.table() + " " + partition.day()
                        + " revision " + partition.revision());
        return run.in(new RunState.Held(reason), now);
    }

    /** Keeps a verdict, and does with the runs that waited for it what it says. */
    static void judged(Connection connection, DayVerdict verdict, Instant now) throws SQLException {
        keep(connection, verdict);
        for (Run run : RunRows.held(connection, verdict.table(), verdict.day(), verdict.revision())) {
            RunState.Held held = (RunState.Held) run.state();
            boolean same = run.partition().orElseThrow().revision() == verdict.revision();
            if (verdict.good()) {
                RunState next = same ? held.toPending() : held.toSuperseded(verdict.revision());
                RunRows.update(connection, run.in(next, now));
            } else if (same) {
                RunRows.update(connection, run.in(new RunState.Held(verdict.reason()), now));
            }
        }
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
