package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.ingestion.laketables.maintenance.OperationKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** When an operation was last tried on a table. A job that starts anew tries all but the search for orphans at once. */
final class DueTimes {
    private static final long SPREAD = Duration.ofHours(1).toMillis();

    private final Duration orphanInterval;
    private final Map<String, Instant> last = new HashMap<>();

    DueTimes(Duration orphanInterval) {
        this.orphanInterval = orphanInterval;
    }

    /** Whether it is time; if so, it is noted as tried now. */
    boolean due(String table, OperationKind operation, Instant now) {
        if (operation != OperationKind.ORPHANS) {
            return true;
        }
        String key = table + "/" + operation;
        Instant before = last.putIfAbsent(key, now);
        // Tables take turns: a table waits for a time that follows from its name.
        if (before == null) {
            long part = Math.floorMod(table.hashCode(), 1000) * Math.min(SPREAD, orphanInterval.toMillis()) / 1000;
            last.put(key, now.minus(orphanInterval).plusMillis(part));
            return false;
        }
        if (before.plus(orphanInterval).isAfter(now)) {
            return false;
        }
        last.put(key, now);
        return true;
    }
}
