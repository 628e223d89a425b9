package io.tidemill.featurejobs.featurematerialization;

import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.ViewRows;
import io.tidemill.featurejobs.onlinestore.WriteReport;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import io.tidemill.featurejobs.trainingsets.tables.TableRow;
import io.tidemill.featurejobs.trainingsets.tables.ViewTable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes the newest row of each entity of a table to the store, unless the store has a newer one. The table is gone through as
 * often as its entities do not fit in memory together.
 */
final class ViewMaterialization {
    private static final int BATCH = 512;
    private static final long TELL_EVERY = 1_000_000;

    private final ViewTable table;
    private final Optional<Instant> from;
    private final Instant to;
    private final OnlineStoreWriter store;
    private final Consumer<List<FeatureRow>> sent;
    private final Consumer<MaterializationProgress> progress;
    private final ViewRows online;
    private long rows;
    private long keyless;
    private long entities;
    private long written;
    private long skipped;

    /**
     * @param from the earliest time of rows; empty for any
     * @param to the latest time of rows
     * @param sent is told of rows that were sent to the store
     * @param progress is told now and then
     */
    ViewMaterialization(
            ViewTable table,
            Optional<Instant> from,
            Instant to,
            OnlineStoreWriter store,
            Consumer<List<FeatureRow>> sent,
            Consumer<MaterializationProgress> progress) {
        this.table = table;
        this.from = from;
        this.to = to;
        this.store = store;
        this.sent = sent;
        this.progress = progress;
        this.online = new ViewRows(table.view(), table.entities());
    }

    /**
     * Does it, and tells what was done.
     *
     * @param entitiesAtOnce how many entities may be in memory
     */
    MaterializationProgress run(int entitiesAtOnce) {
        long first = 0;
        long width = NewestRows.PLACES;
        while (first < NewestRows.PLACES) {
            boolean counts = first == 0;
            NewestRows newest = new NewestRows(entitiesAtOnce, first, Math.min(NewestRows.PLACES, first + width));
            long others = table.read(from, to, row -> {
                newest.add(row);
                if (counts && ++rows % TELL_EVERY == 0) {
                    progress.accept(told(false));
                }
            });
            keyless = counts ? others : keyless;
            write(newest);
            width = newest.end() - first;
            first = newest.end();
            progress.accept(told(first == NewestRows.PLACES));
        }
        return told(true);
    }

    private void write(NewestRows newest) {
        List<FeatureRow> waiting = new ArrayList<>(BATCH);
        for (TableRow row : newest.rows()) {
            waiting.add(row(row));
            if (waiting.size() == BATCH) {
                send(waiting);
                waiting.clear();
            }
        }
        send(waiting);
        entities += newest.rows().size();
    }

    /** A row of the same time is written too: it may have been corrected, or be of another definition. */
    private void send(List<FeatureRow> waiting) {
        List<FeatureRow> batch = List.copyOf(waiting);
        try {
            WriteReport report = store.write(batch, WriteRule.NOT_OLDER);
            written += report.written();
            skipped += report.skipped();
        } finally {
            sent.accept(batch);
        }
    }

    private FeatureRow row(TableRow row) {
        return online.row(row.id(), Instant.EPOCH.plus(row.time(), ChronoUnit.MICROS), Arrays.asList(row.values()))
                .orElseThrow(() -> new IllegalStateException("a key of a column that was checked cannot be read"));
    }

    private MaterializationProgress told(boolean done) {
        return new MaterializationProgress(
                table.view().name(),
                table.view().source().table(),
                table.snapshotId(),
                from.map(Instant::toString).orElse(""),
                to.toString(),
                rows,
                keyless,
                entities,
                written,
                skipped,
                done);
    }
}
