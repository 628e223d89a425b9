package io.tidemill.ingestion.lakeapi;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A day of a table.
 *
 * @param state {@code open} until it is announced, then {@code complete}
 * @param completeAt when it was announced first
 * @param revision the newest that was announced, 0 while it is open
 * @param rows it has now
 * @param lateRows that came after the first revision
 * @param unannouncedRows that came after the newest revision, which another will announce
 * @param sources who sent rows
 * @param topicPartitions on which partitions of the topic
 * @param silentSources who is expected to have sent rows and has not; empty for a complete day
 */
record PartitionSummary(
        LocalDate day,
        String state,
        Optional<Instant> completeAt,
        int revision,
        long rows,
        long lateRows,
        long unannouncedRows,
        long files,
        long bytes,
        Optional<Instant> firstEvent,
        Optional<Instant> lastEvent,
        List<SourceDay> sources,
        SortedSet<Integer> topicPartitions,
        List<SilentSource> silentSources) {
    /** The days of a table, the newest first. */
    static List<PartitionSummary> of(
            List<FileFigures> files,
            Map<LocalDate, List<Completion>> completions,
            Collection<SourceDay> sources,
            List<SilentSource> silent) {
        Map<LocalDate, List<FileFigures>> byDay = new HashMap<>();
        files.forEach(file ->
                byDay.computeIfAbsent(file.day(), key -> new ArrayList<>()).add(file));
        Set<LocalDate> days = new TreeSet<>(byDay.keySet());
        days.addAll(completions.keySet());
        List<PartitionSummary> summaries = new ArrayList<>();
        for (LocalDate day : days) {
            summaries.add(
                    0,
                    of(
                            day,
                            Objects.requireNonNull(byDay.getOrDefault(day, List.of())),
                            Objects.requireNonNull(completions.getOrDefault(day, List.of())),
                            sources.stream()
                                    .filter(sent -> sent.day().equals(day))
                                    .toList(),
                            silent.stream().filter(one -> one.day().equals(day)).toList()));
        }
        return summaries;
    }

    private static PartitionSummary of(
            LocalDate day,
            List<FileFigures> files,
            List<Completion> revisions,
            List<SourceDay> sources,
            List<SilentSource> silent) {
        long rows = files.stream().mapToLong(FileFigures::rows).sum();
        Optional<Completion> first = revisions.stream().findFirst();
        Optional<Completion> newest = revisions.stream().reduce((before, after) -> after);
        SortedSet<Integer> partitions = new TreeSet<>();
        sources.forEach(source -> partitions.addAll(source.topicPartitions()));
        return new PartitionSummary(
                day,
                first.isPresent() ? "complete" : "open",
                first.map(Completion::announcedAt),
                newest.map(Completion::revision).orElse(0),
                rows,
                first.map(revision -> rows - revision.rows()).orElse(0L),
                newest.map(revision -> rows - revision.rows()).orElse(0L),
                files.size(),
                files.stream().mapToLong(FileFigures::bytes).sum(),
                files.stream().flatMap(file -> file.firstEvent().stream()).min(Instant::compareTo),
                files.stream().flatMap(file -> file.lastEvent().stream()).max(Instant::compareTo),
                sources,
                partitions,
                first.isPresent() ? List.of() : silent);
    }
}
