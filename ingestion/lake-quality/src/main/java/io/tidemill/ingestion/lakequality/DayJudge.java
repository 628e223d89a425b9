package io.tidemill.ingestion.lakequality;

import io.tidemill.ingestion.lakequality.measures.DayMeasurement;
import io.tidemill.ingestion.lakequality.measures.DayProfile;
import io.tidemill.ingestion.lakequality.measures.Finding;
import io.tidemill.ingestion.lakequality.measures.History;
import io.tidemill.schemas.expectations.Expectation;
import io.tidemill.schemas.expectations.TableExpectations;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Judges a day of a table by its expectations, against the days before it. */
final class DayJudge {
    private final Clock clock;

    DayJudge(Clock clock) {
        this.clock = clock;
    }

    /** Where the profiles of earlier days are kept. */
    interface Profiles {
        /** Those of a table by the same text of its expectations, in a range of days. */
        NavigableMap<LocalDate, DayProfile> between(LocalDate from, LocalDate before);

        /** Keeps one. */
        void keep(LocalDate day, DayProfile profile);
    }

    /** A judgement, and what the day and those before it look like. */
    record Judgement(Evaluation evaluation, DayProfile profile, History history) {}

    /**
     * Judges a day.
     *
     * @param day its snapshot may have expired: then the newest one is read
     * @throws IOException if it cannot be read
     */
    Judgement judge(Table table, DayRevision day, TableExpectations expectations, Profiles profiles)
            throws IOException {
        long snapshotId = snapshot(table, day.snapshotId());
        History history = history(table, snapshotId, day.day(), expectations, profiles);
        DayMeasurement measured = DayMeasurement.of(table, snapshotId, expectations, history);
        profiles.keep(day.day(), measured.profile());
        List<Evaluation.Result> results = new ArrayList<>();
        List<Expectation> rules = expectations.expectations();
        for (int rule = 0; rule < rules.size(); rule++) {
            Finding finding = measured.findings().get(rule);
            results.add(Evaluation.Result.of(rules.get(rule), finding));
        }
        Evaluation evaluation = new Evaluation(
                day.table(),
                day.day(),
                day.revision(),
                snapshotId,
                expectations.version(),
                measured.profile().rows(),
                results.stream().anyMatch(Evaluation.Result::fails) ? Verdict.FAILED : Verdict.PASSED,
                results,
                clock.instant());
        return new Judgement(evaluation, measured.profile(), history);
    }

    private static long snapshot(Table table, long wanted) throws IOException {
        if (table.snapshot(wanted) != null) {
            return wanted;
        }
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            throw new IOException("table " + table.name() + " has no snapshot to read");
        }
        return current.snapshotId();
    }

    private static History history(
            Table table, long snapshotId, LocalDate day, TableExpectations expectations, Profiles profiles)
            throws IOException {
        List<LocalDate> wanted = History.daysFor(expectations, day);
        if (wanted.isEmpty()) {
            return new History(day, new TreeMap<>());
        }
        NavigableMap<LocalDate, DayProfile> found = new TreeMap<>(profiles.between(wanted.get(0), day));
        found.keySet().retainAll(wanted);
        for (LocalDate before : wanted) {
            if (!found.containsKey(before)) {
                DayProfile profile = DayMeasurement.profile(table, snapshotId, expectations, before);
                profiles.keep(before, profile);
                found.put(before, profile);
            }
        }
        return new History(day, found);
    }
}
