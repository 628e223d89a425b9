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
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;

/** Features of entity rows from tables of the lake: the row of the entity that stood at the instant. */
final class TableJoin {
    private static final String OWN = LakeTables.NAMESPACE + ".";

    private final Catalog catalog;
    private final FeatureDefinitions definitions;
    private final Known known;
    private final Map<String, Long> snapshots;

    /**
     * @param pinned by table name, the snapshot to read
     * @param used the snapshots that were read already, which are read again
     */
    TableJoin(
            Catalog catalog,
            FeatureDefinitions definitions,
            Known known,
            Map<String, Long> pinned,
            Map<String, Long> used) {
        this.catalog = catalog;
        this.definitions = definitions;
        this.known = known;
        this.snapshots = new HashMap<>(pinned);
        this.snapshots.putAll(used);
    }

    /**
     * Sets the values of the columns that come from a view.
     *
     * @param places of the view's keys in a row
     * @param used gets the snapshot that was read
     * @throws InvalidTrainingSetException if the table is not as the view says, or the snapshot is not there
     */
    void fill(
            BatchFeatureView view,
            List<Integer> places,
            List<FeatureReference> columns,
            List<EntityRow> rows,
            Map<String, Long> used,
            Cells cells) {
        if (known == Known.TAKEN_IN && view.source().created().isEmpty()) {
            throw new InvalidTrainingSetException("view " + view.name() + " names no created column of table "
                    + view.source().table() + ", so it is not known when its rows were taken in");
        }
        ViewTable table = open(view);
        used.put(name(view), table.snapshotId());
        RowsAsOf asOf = new RowsAsOf(
                rows.stream()
                        .map(row -> new Question(
                                CompositeId.of(
                                        places.stream().map(row.keys()::get).toList()),
                                row.asOf()))
                        .toList(),
                view.ttl(),
                known == Known.TAKEN_IN);
        rows.stream()
                .map(EntityRow::asOf)
                .max(Instant::compareTo)
                .ifPresent(last -> table.read(Optional.empty(), last, asOf::add));
        set(view, columns, asOf.found(), cells);
    }

    private static void set(
            BatchFeatureView view, List<FeatureReference> columns, @Nullable TableRow[] found, Cells cells) {
        for (int column = 0; column < columns.size(); column++) {
            if (columns.get(column).view().equals(view.name())) {
                BatchField feature = view.feature(columns.get(column).feature()).orElseThrow();
                int position = view.features().indexOf(feature);
                for (int row = 0; row < found.length; row++) {
                    TableRow stands = found[row];
                    Object value = stands == null ? null : stands.values()[position];
                    cells.set(row, column, value == null ? feature.fallback().orElse(null) : value);
                }
            }
        }
    }

    private ViewTable open(BatchFeatureView view) {
        Long snapshot = snapshots.get(name(view));
        try {
            ViewTable table = snapshot == null
                    ? ViewTable.now(catalog, view, definitions.entitiesOf(view))
                    : ViewTable.at(catalog, view, definitions.entitiesOf(view), snapshot);
            snapshots.put(name(view), table.snapshotId());
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
