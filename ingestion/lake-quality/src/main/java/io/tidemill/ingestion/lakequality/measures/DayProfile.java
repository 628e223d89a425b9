package io.tidemill.ingestion.lakequality.measures;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a day of a table looks like, for its report and for later days to be compared with. It holds counts and
 * distributions only.
 *
 * @param snapshotId the snapshot that was read
 * @param rows how many rows the day has
 * @param tenantRows how many of them are of each store or brand that a rule names
 * @param columns of the columns whose numbers rules look at
 * @param lag the seconds from {@code event_time} to {@code ingest_time}
 */
public record DayProfile(
        long snapshotId, long rows, Map<String, Long> tenantRows, List<ColumnProfile> columns, QuantileSketch lag) {
    public DayProfile {
        tenantRows = Map.copyOf(tenantRows);
        columns = List.copyOf(columns);
    }

    /** The rows of a tenant, or of all. */
    public long rows(Optional<String> tenant) {
        return tenant.map(named -> tenantRows.getOrDefault(named, 0L)).orElse(rows);
    }

    /** The profile of a column. */
    public Optional<ColumnProfile> column(String name, Optional<String> tenant) {
        return columns.stream()
                .filter(profile ->
                        profile.column().equals(name) && profile.tenant().equals(tenant))
                .findFirst();
    }
}
