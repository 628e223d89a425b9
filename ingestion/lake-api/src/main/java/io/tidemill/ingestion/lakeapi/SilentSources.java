package io.tidemill.ingestion.lakeapi;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds sources that are expected and silent. A source is expected on a day if it sent on each of the days with rows before,
 * so many of them. It is late when the table is in event time past the latest time of day at which it began on those days,
 * and it has sent nothing; or past the earliest at which it ended, and it stopped before. A little is added to both, but
 * never so much that a day closes before.
 *
 * @param days how many days before make a source expected
 * @param grace what is added
 */
record SilentSources(int days, Duration grace) {
    private static final Duration DAY = Duration.ofDays(1);

    /** Those of a table on a day that is open. */
    List<SilentSource> on(LocalDate day, String table, Collection<SourceDay> sources) {
        TreeMap<LocalDate, Map<String, SourceDay>> byDay = new TreeMap<>();
        sources.forEach(sent -> byDay.computeIfAbsent(sent.day(), key -> new HashMap<>())
                .put(sent.tenant() + "\n" + sent.source(), sent));
        List<Map<String, SourceDay>> before = byDay.headMap(day, false).descendingMap().values().stream()
                .limit(days)
                .toList();
        Optional<Instant> reached = sources.stream().map(SourceDay::lastEvent).max(Instant::compareTo);
        List<SilentSource> silent = new ArrayList<>();
        if (before.size() < days || reached.isEmpty()) {
            return silent;
        }
        for (Map.Entry<String, SourceDay> expected : before.get(0).entrySet()) {
            List<SourceDay> earlier = before.stream()
                    .map(sent -> sent.get(expected.getKey()))
                    .filter(sent -> sent != null)
                    .toList();
            if (earlier.size() == days) {
                SourceDay now = byDay.getOrDefault(day, Map.of()).get(expected.getKey());
                late(day, reached.get(), earlier, Optional.ofNullable(now))
                        .map(by -> new SilentSource(
                                table,
                                day,
                                expected.getValue().tenant(),
                                expected.getValue().source(),
                                Optional.ofNullable(now).map(SourceDay::lastEvent),
                                by))
                        .ifPresent(silent::add);
            }
        }
        return silent;
    }

    /** By when it should have sent, if it is late. */
    private Optional<Instant> late(LocalDate day, Instant reached, List<SourceDay> earlier, Optional<SourceDay> now) {
        Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Duration offset = now.isEmpty()
                ? earlier.stream()
                        .map(sent -> sinceMidnight(sent.day(), sent.firstEvent()))
                        .max(Duration::compareTo)
                        .orElseThrow()
                : earlier.stream()
                        .map(sent -> sinceMidnight(sent.day(), sent.lastEvent()))
                        .min(Duration::compareTo)
                        .orElseThrow();
        Instant by = start.plus(offset);
        Duration latest = DAY.minus(grace);
        Duration limit = offset.plus(grace).compareTo(latest) < 0 ? offset.plus(grace) : latest;
        boolean past = !reached.isBefore(start.plus(limit));
        boolean stopped = now.isEmpty() || now.get().lastEvent().plus(grace).isBefore(by);
        return past && stopped ? Optional.of(by) : Optional.empty();
    }

    private static Duration sinceMidnight(LocalDate day, Instant time) {
        return Duration.between(day.atStartOfDay(ZoneOffset.UTC).toInstant(), time);
    }
}
