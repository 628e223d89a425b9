package io.tidemill.ingestion.lakequality.measures;

import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.expectations.TableExpectations;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Measures a day of a table: one pass over its rows, and another only to name events that are there twice.
 *
 * @param profile what the day looks like
 * @param findings what was found of each expectation, in their order
 */
public record DayMeasurement(DayProfile profile, List<Finding> findings) {
    public DayMeasurement {
        findings = List.copyOf(findings);
    }

    /**
     * Reads a day and looks at it.
     *
     * @param snapshotId the snapshot that is read
     * @param history the days before it
     * @throws IOException if it cannot be read
     */
    public static DayMeasurement of(Table table, long snapshotId, TableExpectations expectations, History history)
            throws IOException {
        List<Scoped> checks = new ArrayList<>();
        try {
            RuleChecks made = new RuleChecks(history);
            expectations.expectations().forEach(each -> checks.add(new Scoped(each.tenant(), made.of(each))));
            ProfileBuilder profile = new ProfileBuilder(expectations);
            Set<String> columns = columns(expectations);
            scan(table, snapshotId, history.day(), columns, row -> {
                profile.see(row);
                checks.forEach(check -> check.see(row));
            });
            List<Scoped> again = checks.stream()
                    .filter(check -> check.check().wantsSecondPass())
                    .toList();
            if (!again.isEmpty()) {
                scan(table, snapshotId, history.day(), columns, row -> again.forEach(check -> check.seeAgain(row)));
            }
            return new DayMeasurement(
                    profile.profile(snapshotId),
                    checks.stream().map(check -> check.check().finding()).toList());
        } finally {
            checks.forEach(check -> check.check().close());
        }
    }

    /** Reads a day only to compare later ones with it. */
    public static DayProfile profile(Table table, long snapshotId, TableExpectations expectations, LocalDate day)
            throws IOException {
        ProfileBuilder profile = new ProfileBuilder(expectations);
        scan(table, snapshotId, day, columns(expectations), profile::see);
        return profile.profile(snapshotId);
    }

    private static void scan(
            Table table, long snapshotId, LocalDate day, Set<String> columns, Consumer<Record> consumer)
            throws IOException {
        try (CloseableIterable<Record> rows = DayScan.rows(table, snapshotId, day, columns)) {
            rows.forEach(consumer);
        }
    }

    private static Set<String> columns(TableExpectations expectations) {
        Set<String> columns = new HashSet<>(
                Set.of(LakeTables.EVENT_ID, LakeTables.EVENT_TIME, LakeTables.INGEST_TIME, LakeTables.TENANT_ID));
        RuleChecks.columns(expectations).forEach(columns::add);
        return columns;
    }

    private record Scoped(Optional<String> tenant, RuleCheck check) {
        void see(Record row) {
            if (covers(row)) {
                check.see(row);
            }
        }

        void seeAgain(Record row) {
            if (covers(row)) {
                check.seeAgain(row);
            }
        }

        private boolean covers(Record row) {
            return tenant.isEmpty() || tenant.get().equals(row.getField(LakeTables.TENANT_ID));
        }
    }
}
