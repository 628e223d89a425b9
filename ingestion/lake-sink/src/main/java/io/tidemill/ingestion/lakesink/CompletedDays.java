package io.tidemill.ingestion.lakesink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Decides which days of one table are to be announced: each day with rows that the watermark has passed; the empty days
 * after one, up to the next with rows or the first open day, if they are a month at most; and again those that rows were
 * added to after, once it has been quiet. It is decided from what is committed and what has been announced alone, so a
 * crash changes nothing.
 */
final class CompletedDays {
    /**
     * More empty days in a row are a gap, of which none is announced: between an event whose clock says 1970 and those of
     * today no shop was closed, and whatever runs each night has nothing to do.
     */
    static final int LARGEST_GAP_DAYS = 31;

    private final long allowedLateness;
    private final long quietPeriod;
    private final Map<Integer, Announced> announced = new HashMap<>();
    private final Map<Integer, Late> late = new HashMap<>();

    CompletedDays(Duration allowedLateness, Duration quietPeriod) {
        this.allowedLateness = allowedLateness.toMillis();
        this.quietPeriod = quietPeriod.toMillis();
    }

    /** Notes what stands on the topic, or has just been written to it. */
    void announced(int day, int revision, long rows) {
        announced.merge(
                day, new Announced(revision, rows), (before, now) -> now.revision() > before.revision() ? now : before);
    }

    /**
     * What is to be announced now.
     *
     * @param rows committed rows by day
     * @param watermark the table's, in epoch milliseconds, of the same snapshot
     * @param now processing time in epoch milliseconds
     */
    List<Announcement> due(NavigableMap<Integer, Long> rows, long watermark, long now) {
        if (rows.isEmpty()) {
            return List.of();
        }
        int end = firstOpenDay(watermark);
        List<Announcement> due = new ArrayList<>();
        for (Map.Entry<Integer, Long> complete : rows.headMap(end, false).entrySet()) {
            int day = complete.getKey();
            dayWithRows(day, complete.getValue(), now, due);
            Integer after = rows.higherKey(day);
            int next = after == null ? end : Math.min(after, end);
            emptyDays(day, next, due);
        }
        return due;
    }

    private void emptyDays(int before, int next, List<Announcement> due) {
        // In long: the watermark may be as far away as it can be.
        if ((long) next - before - 1 > LARGEST_GAP_DAYS) {
            return;
        }
        for (int empty = before + 1; empty < next; empty++) {
            if (!announced.containsKey(empty)) {
                due.add(new Announcement(empty, 1, 0));
            }
        }
    }

    /** The first day, in days since 1970-01-01, that the watermark has not passed. */
    int firstOpenDay(long watermark) {
        long day = Math.floorDiv(watermark - allowedLateness, TableDay.MILLIS);
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, day));
    }

    private void dayWithRows(int day, long rows, long now, List<Announcement> due) {
        Announced before = announced.get(day);
        if (before == null) {
            due.add(new Announcement(day, 1, rows));
        } else if (before.rows() == rows) {
            late.remove(day);
        } else {
            Late seen = late.get(day);
            if (seen == null || seen.rows() != rows) {
                late.put(day, new Late(rows, now));
            } else if (now - seen.since() >= quietPeriod) {
                late.remove(day);
                due.add(new Announcement(day, before.revision() + 1, rows));
            }
        }
    }

    /**
     * A day that is complete.
     *
     * @param day in days since 1970-01-01
     * @param revision 1 the first time
     * @param rows how many the day has
     */
    record Announcement(int day, int revision, long rows) {}

    private record Announced(int revision, long rows) {}

    private record Late(long rows, long since) {}
}
