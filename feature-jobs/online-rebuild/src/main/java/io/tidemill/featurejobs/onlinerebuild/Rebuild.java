package io.tidemill.featurejobs.onlinerebuild;

import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.ViewRows;
import io.tidemill.featurejobs.onlinestore.WriteReport;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import io.tidemill.featurejobs.trainingsets.LakeStates;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Writes the features of every entity that the lake knows, computed by the code that the streaming job runs. What the store
 * has and is as new stays, so that it may run beside the streaming job, and be run again after it was stopped.
 */
final class Rebuild {
    private static final int BATCH = 512;

    private final FeatureDefinitions definitions;
    private final LakeStates lake;
    private final OnlineStoreWriter store;
    private final long eventsAtOnce;

    /**
     * @param eventsAtOnce how many events, about, may be in memory
     */
    Rebuild(FeatureDefinitions definitions, LakeStates lake, OnlineStoreWriter store, long eventsAtOnce) {
        this.definitions = definitions;
        this.lake = lake;
        this.store = store;
        this.eventsAtOnce = eventsAtOnce;
    }

    /** Rebuilds a view; progress is told after each part. */
    void view(StreamFeatureView view, Consumer<RebuildProgress> progress) {
        // The streaming job reads all sources together, and is as far as the one that is behind.
        OptionalLong watermark = lake.watermark(definitions.views());
        long events = lake.events(view);
        int parts = Math.toIntExact(Math.max(1, (events + eventsAtOnce - 1) / eventsAtOnce));
        Writing writing =
                new Writing(new ViewRows(view.named(definitions.storedName(view)), definitions.entitiesOf(view)));
        for (int part = 0; part < parts; part++) {
            lake.visit(view, watermark, part, parts, writing::add);
            writing.flush();
            progress.accept(new RebuildProgress(
                    view.name(),
                    part + 1,
                    parts,
                    events,
                    writing.entities,
                    writing.written,
                    writing.kept,
                    writing.unreadable));
        }
    }

    /** Views of these names, or all of none. */
    static List<StreamFeatureView> chosen(FeatureDefinitions definitions, Collection<String> names) {
        List<StreamFeatureView> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(definitions
                    .view(name)
                    .orElseThrow(() -> new IllegalArgumentException("no view is called '" + name + "', expected one of "
                            + String.join(
                                    ", ",
                                    definitions.views().stream()
                                            .map(StreamFeatureView::name)
                                            .sorted()
                                            .toList()))));
        }
        return chosen.isEmpty() ? List.copyOf(definitions.views()) : chosen;
    }

    /** Rows on their way to the store. */
    private final class Writing {
        private final ViewRows rows;
        private final List<FeatureRow> waiting = new ArrayList<>();
        private long entities;
        private long written;
        private long kept;
        private long unreadable;

        Writing(ViewRows rows) {
            this.rows = rows;
        }

        void add(String entity, ViewState state) {
            if (state.isEmpty()) {
                return; // There are no values yet.
            }
            entities++;
            rows.row(entity, state.asOf(), state.values()).ifPresentOrElse(waiting::add, () -> unreadable++);
            if (waiting.size() == BATCH) {
                flush();
            }
        }

        void flush() {
            WriteReport report = store.write(waiting, WriteRule.NEWER_ONLY);
            written += report.written();
            kept += report.skipped();
            waiting.clear();
        }
    }
}
