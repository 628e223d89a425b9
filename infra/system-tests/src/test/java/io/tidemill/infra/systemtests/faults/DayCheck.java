package io.tidemill.infra.systemtests.faults;

import io.tidemill.infra.systemtests.Stack;
import io.tidemill.infra.systemtests.TopicReader;
import io.tidemill.schemas.events.PartitionCompleted;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Compares the announcements of completed days with the rows of the lake: each revision of a day once and in order, and
 * the last of them with the rows that the day has.
 */
final class DayCheck {
    private DayCheck() {}

    /** What differs still after the patience, in words. */
    static List<String> differences(TopicReader topics, LakeTotals totals, Duration patience) {
        List<String> last = new ArrayList<>();
        try {
            Awaitility.await()
                    .atMost(patience)
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptions()
                    .until(() -> {
                        last.clear();
                        last.addAll(differences(topics.completedDays(), totals.days()));
                        return last.isEmpty();
                    });
            return List.of();
        } catch (ConditionTimeoutException e) {
            Stack.print("completed days: %s", e.getMessage());
            return last.isEmpty() ? List.of("the announcements cannot be read") : List.copyOf(last);
        }
    }

    static List<String> differences(List<PartitionCompleted> announced, Map<LocalDate, Long> rows) {
        List<String> differences = new ArrayList<>();
        Map<LocalDate, PartitionCompleted> last = new TreeMap<>();
        for (PartitionCompleted completed : announced) {
            PartitionCompleted before = last.put(completed.getPartition(), completed);
            int expected = before == null ? 1 : before.getRevision() + 1;
            if (completed.getRevision() != expected) {
                differences.add(completed.getPartition() + ": revision " + completed.getRevision()
                        + " was announced, expected " + expected);
            }
        }
        rows.forEach((day, count) -> {
            PartitionCompleted completed = last.get(day);
            if (completed == null) {
                differences.add(day + ": not announced, with " + count + " rows");
            } else if (completed.getRows() != count) {
                differences.add(day + ": announced with " + completed.getRows() + " rows, has " + count);
            }
        });
        return differences;
    }
}
