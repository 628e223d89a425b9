package io.tidemill.ingestion.lakeversions.erasure;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an erasure did to one table, and what a search of everything under the table's location found after it; or to one
 * of what is kept beside the tables, see {@link PersonalStore}.
 *
 * @param table which
 * @param rowsRemoved rows of the person that are gone, of the newest snapshot and of tags; or entries
 * @param filesRewritten data files that were written anew or went
 * @param snapshotsExpired snapshots that held them
 * @param tagsMoved tags that name a snapshot with the same rows but the person's
 * @param tagsDropped tags of which no row was left
 * @param filesSearched files that the proof read, data and metadata; or entries
 * @param occurrences files or entries in which the person was found after it; empty is the proof
 * @param shared what was the person's and stays, because it is another's too
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
        @Nullable List<String> shared,
        int unsettled) {
    public TableReport {
        shared = shared == null ? List.of() : List.copyOf(shared);
        tagsMoved = tagsMoved.stream().sorted().toList();
        tagsDropped = tagsDropped.stream().sorted().toList();
        occurrences = List.copyOf(occurrences);
    }

    static TableReport of(String store, PersonalStore.Erased erased) {
        return new TableReport(
                store,
                erased.removed(),
                0,
                0,
                List.of(),
                List.of(),
                erased.searched(),
                erased.left(),
                erased.shared(),
                0);
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
                shared,
                unsettled);
    }

    /** Whether the proof found nothing. */
    public boolean proven() {
        return occurrences.isEmpty();
    }
}
