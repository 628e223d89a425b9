package io.tidemill.ingestion.lakequality.measures;

import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.expectations.Expectation;
import io.tidemill.schemas.expectations.TableExpectations;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.data.Record;

/** Gathers the profile of a day, a row at a time. */
final class ProfileBuilder {
    private record Place(String column, Optional<String> tenant) {}

    private static final class Gathered {
        private long nulls;
        private Moments moments = Moments.NONE;
        private final QuantileSketch sketch = new QuantileSketch();
    }

    private final Map<String, Long> tenantRows = new HashMap<>();
    private final Map<Place, Gathered> columns = new LinkedHashMap<>();
    private final QuantileSketch lag = new QuantileSketch();
    private long rows;

    ProfileBuilder(TableExpectations expectations) {
        for (Expectation expectation : expectations.expectations()) {
            expectation.tenant().ifPresent(tenant -> tenantRows.put(tenant, 0L));
            RuleChecks.numberColumn(expectation.rule())
                    .ifPresent(column ->
                            columns.computeIfAbsent(new Place(column, expectation.tenant()), place -> new Gathered()));
        }
    }

    void see(Record row) {
        rows++;
        String tenant = String.valueOf(row.getField(LakeTables.TENANT_ID));
        tenantRows.computeIfPresent(tenant, (name, count) -> count + 1);
        FreshnessCheck.lag(row).ifPresent(lag::add);
        columns.forEach((place, gathered) -> {
            if (place.tenant().filter(wanted -> !wanted.equals(tenant)).isEmpty()) {
                double number = Numbers.of(row.getField(place.column()));
                gathered.nulls += Double.isNaN(number) ? 1 : 0;
                gathered.moments = gathered.moments.with(number);
                gathered.sketch.add(number);
            }
        });
    }

    DayProfile profile(long snapshotId) {
        List<ColumnProfile> profiles = columns.entrySet().stream()
                .map(entry -> new ColumnProfile(
                        entry.getKey().column(),
                        entry.getKey().tenant(),
                        entry.getValue().nulls,
                        entry.getValue().moments,
                        entry.getValue().sketch))
                .toList();
        return new DayProfile(snapshotId, rows, tenantRows, profiles, lag);
    }
}
