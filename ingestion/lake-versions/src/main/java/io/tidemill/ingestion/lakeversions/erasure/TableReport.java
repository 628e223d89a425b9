package io.tidemill.ingestion.lakeversions.erasure;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an erasure did to one table, and what a search of everything under the table's location found after it.
 *
 * @param table which
 * @param rowsRemoved rows of the person that are gone, of the newest snapshot and of tags
 * @param filesRewritten data files that were written anew or went
 * @param snapshotsExpired snapshots that held them
 * @param tagsMoved tags that name a snapshot with the same rows but the person's
 * @param tagsDropped tags of which no row was left
 * @param filesSearched files that the proof read, data and metadata
 * @param occurrences files in which the person was found after it; empty is the proof
 * @param unsettled of those, files that no snapshot has and that may yet be committed; the job looks again
 */
public record TableReport(
        String table,
        long rowsRemoved,
        int filesRewritten,
        int snapshotsExpired,
        List<String> tagsMoved,
        List<String> tagsDropped,
        int filesSearched,
        List<String> occurrences,
        int unsettled) {
    public TableReport {
        tagsMoved = tagsMoved.stream().sorted().toList();
        tagsDropped = tagsDropped.stream().sorted().toList();
        occurrences = List.copyOf(occurrences);
    }

    /** What was done in all, with an earlier pass; what was found is what this one found. */
    TableReport after(TableReport before) {
        Set<String> moved = new TreeSet<>(before.tagsMoved);
        moved.addAll(tagsMoved);
        Set<String> dropped = new TreeSet<>(before.tagsDropped);
        dropped.addAll(tagsDropped);
        return new TableReport(
                table,
                before.rowsRemoved + rowsRemoved,
                before.filesRewritten + filesRewritten,
                before.snapshotsExpired + snapshotsExpired,
                List.copyOf(moved),
                List.copyOf(dropped),
                filesSearched,
                occurrences,
                unsettled);
    }

    /** Whether the proof found nothing. */
    public boolean proven() {
        return occurrences.isEmpty();
    }
}
