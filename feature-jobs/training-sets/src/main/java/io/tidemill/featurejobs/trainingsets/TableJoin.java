package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.trainingsets.TrainingSetRequest.Known;
import io.tidemill.featurejobs.trainingsets.tables.InvalidTableException;
import io.tidemill.featurejobs.trainingsets.tables.RowsAsOf;
import io.tidemill.featurejobs.trainingsets.tables.RowsAsOf.Question;
import io.tidemill.featurejobs.trainingsets.tables.TableRow;
import io.tidemill.featurejobs.trainingsets.tables.ViewTable;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.BatchField;
import io.tidemill.schemas.featureviews.CompositeId;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;

/** Features of entity rows from tables of the lake: the row of the entity that stood at the instant. */
final class TableJoin {
    private static final String OWN = LakeTables.NAMESPACE + ".";

    private final Known known;
    private final Map<String, Long> pinned;
    private final Map<String, Long> used;
    private final List<Columns> views = new ArrayList<>();

    /**
     * Of no views yet.
     *
     * @param pinned by table name, the snapshot to read
     * @param used the snapshots that are read already, of which others are not read
     */
    TableJoin(Known known, Map<String, Long> pinned, Map<String, Long> used) {
        this.known = known;
        this.pinned = Map.copyOf(pinned);
        this.used = new HashMap<>(used);
    }

    /**
     * The columns that come from one view: {@code features[i]} is column {@code targets[i]}.
     *
     * @param places of the view's keys in a row
     */
    private record Columns(ViewTable table, List<Integer> places, List<BatchField> features, List<Integer> targets) {}

    /**
     * Takes a view, of whose rows none is read yet.
     *
     * @param entities of the view, in its order
     * @param places of the view's keys in a row
     * @param columns of which some come from the view
     * @throws InvalidTrainingSetException if the table is not as the view says, or the snapshot is not there
     */
    void add(
            Catalog catalog,
            BatchFeatureView view,
            List<Entity> entities,
            List<Integer> places,
            List<FeatureReference> columns) {
        if (known == Known.TAKEN_IN && view.source().created().isEmpty()) {
            throw new InvalidTrainingSetException("view " + view.name() + " names no created column of table "
                    + view.source().table() + ", so it is not known when its rows were taken in");
        }
        List<BatchField> features = new ArrayList<>();
        List<Integer> targets = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            if (columns.get(column).view().equals(view.name())) {
                features.add(view.feature(columns.get(column).feature()).orElseThrow());
                targets.add(column);
            }
        }
        views.add(new Columns(open(catalog, view, entities), places, features, targets));
    }

    /** By table the snapshot that is read, of those that were read already too. */
    Map<String, Long> used() {
        return Map.copyOf(used);
    }

    /** Sets the values of the columns that come from the views; those of others are left as they are. */
    void fill(List<EntityRow> rows, Cells cells) {
        Optional<Instant> last = rows.stream().map(EntityRow::asOf).max(Instant::compareTo);
        last.ifPresent(instant -> views.forEach(columns -> fill(columns, rows, instant, cells)));
    }

    private void fill(Columns columns, List<EntityRow> rows, Instant last, Cells cells) {
        BatchFeatureView view = columns.table().view();
        RowsAsOf asOf = new RowsAsOf(
                rows.stream()
                        .map(row -> new Question(
                                CompositeId.of(columns.places().stream()
                                        .map(row.keys()::get)
                                        .toList()),
                                row.asOf()))
                        .toList(),
                view.ttl(),
                known == Known.TAKEN_IN);
        columns.table().read(Optional.empty(), last, asOf::add);
        @Nullable TableRow[] found = asOf.found();
        for (int row = 0; row < found.length; row++) {
            cells.set(row, columns.targets(), values(columns, found[row]));
        }
    }

    private static @Nullable Object[] values(Columns columns, @Nullable TableRow stands) {
        @Nullable Object[] values = new Object[columns.features().size()];
        for (int i = 0; i < values.length; i++) {
            BatchField feature = columns.features().get(i);
            int position = columns.table().view().features().indexOf(feature);
            Object value = stands == null ? null : stands.values()[position];
            values[i] = value == null ? feature.fallback().orElse(null) : value;
        }
        return values;
    }

    private ViewTable open(Catalog catalog, BatchFeatureView view, List<Entity> entities) {
        String name = name(view);
        Long snapshot = used.getOrDefault(name, pinned.get(name));
        try {
            ViewTable table = snapshot == null
                    ? ViewTable.now(catalog, view, entities)
                    : ViewTable.at(catalog, view, entities, snapshot);
            used.put(name, table.snapshotId());
            return table;
        } catch (InvalidTableException e) {
            throw new InvalidTrainingSetException(String.valueOf(e.getMessage()));
        }
    }

    /** A table of events is called as it is where events are read. */
    private static String name(BatchFeatureView view) {
        String table = view.source().table();
        return table.startsWith(OWN) ? table.substring(OWN.length()) : table;
    }
}
