package io.tidemill.featurejobs.trainingsets.tables;

import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.Entity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;

/** The table of a view at one snapshot, which has all the columns that the view names. */
public final class ViewTable {
    /** The snapshot of a table that has none yet. */
    public static final long NO_SNAPSHOT = -1;

    private final BatchFeatureView view;
    private final List<Entity> entities;
    private final Table table;
    private final long snapshotId;

    private ViewTable(BatchFeatureView view, List<Entity> entities, Table table, long snapshotId) {
        this.view = view;
        this.entities = List.copyOf(entities);
        this.table = table;
        this.snapshotId = snapshotId;
    }

    /**
     * The table as it is now, whatever is committed afterwards.
     *
     * @param entities those that the view is about, in its order
     * @throws InvalidTableException if there is no such table, or it has not what the view names; it names all of it
     */
    public static ViewTable now(Catalog catalog, BatchFeatureView view, List<Entity> entities) {
        Table table = load(catalog, view).orElseThrow(() -> new InvalidTableException(missing(view)));
        Snapshot current = table.currentSnapshot();
        return checked(view, entities, table, current == null ? NO_SNAPSHOT : current.snapshotId(), table.schema());
    }

    /**
     * The table at a snapshot.
     *
     * @param snapshotId {@link #NO_SNAPSHOT} for when it had none
     * @throws InvalidTableException as {@link #now}, and if there is no such snapshot
     */
    public static ViewTable at(Catalog catalog, BatchFeatureView view, List<Entity> entities, long snapshotId) {
        Table table = load(catalog, view).orElseThrow(() -> new InvalidTableException(missing(view)));
        if (snapshotId == NO_SNAPSHOT || isCurrent(table, snapshotId)) {
            return checked(view, entities, table, snapshotId, table.schema());
        }
        if (table.snapshot(snapshotId) == null) {
            throw new InvalidTableException("table " + view.source().table() + " has no snapshot " + snapshotId
                    + (table.currentSnapshot() == null ? "" : " any more"));
        }
        return checked(view, entities, table, snapshotId, SnapshotUtil.schemaFor(table, snapshotId));
    }

    /** The current snapshot is read with the columns as they are called now, which may be otherwise than when it was made. */
    private static boolean isCurrent(Table table, long snapshotId) {
        Snapshot current = table.currentSnapshot();
        return current != null && current.snapshotId() == snapshotId;
    }

    /** What is wrong with a view as its table is now; nothing if all is right. */
    public static List<TableProblem> problems(Catalog catalog, BatchFeatureView view, List<Entity> entities) {
        return load(catalog, view)
                .map(table -> TableCheck.problems(view, entities, table.schema()))
                .orElseGet(() -> List.of(new TableProblem(List.of("source", "table"), missing(view))));
    }

    private static ViewTable checked(
            BatchFeatureView view, List<Entity> entities, Table table, long snapshotId, Schema schema) {
        List<TableProblem> problems = TableCheck.problems(view, entities, schema);
        if (!problems.isEmpty()) {
            throw new InvalidTableException("view " + view.name() + ": "
                    + problems.stream().map(TableProblem::message).collect(Collectors.joining("; ")));
        }
        return new ViewTable(view, entities, table, snapshotId);
    }

    private static Optional<Table> load(Catalog catalog, BatchFeatureView view) {
        try {
            return Optional.of(
                    catalog.loadTable(TableIdentifier.parse(view.source().table())));
        } catch (NoSuchTableException e) {
            return Optional.empty();
        }
    }

    private static String missing(BatchFeatureView view) {
        return "the lake has no table " + view.source().table();
    }

    /** The view. */
    public BatchFeatureView view() {
        return view;
    }

    /** Whom it is about, in the view's order. */
    public List<Entity> entities() {
        return entities;
    }

    /** The snapshot that is read. */
    public long snapshotId() {
        return snapshotId;
    }

    /**
     * How far back the time goes of rows that were appended since an earlier snapshot: whoever has all rows of that one up to
     * now needs those from there on. Empty where that cannot be told, so that all rows are needed.
     */
    public Optional<Instant> changedSince(long earlier) {
        return new AppendedRows(table, view.source().timestamp()).since(earlier, snapshotId);
    }

    /**
     * Goes through rows one by one, in no order. Rows without a time are left out.
     *
     * @param from the earliest time; empty for any
     * @param until the latest time
     * @param rows takes a row of somebody
     * @return how many others there were: a row without a key is nobody's
     */
    public long read(Optional<Instant> from, Instant until, Consumer<TableRow> rows) {
        if (snapshotId == NO_SNAPSHOT) {
            return 0;
        }
        RowReader reader = new RowReader(view, entities);
        long nobodys = 0;
        IcebergGenerics.ScanBuilder scan =
                IcebergGenerics.read(table).where(within(from, until)).select(reader.columns());
        // The table is as it was loaded: a snapshot that comes meanwhile is not seen.
        try (CloseableIterable<Record> records =
                (isCurrent(table, snapshotId) ? scan : scan.useSnapshot(snapshotId)).build()) {
            for (Record record : records) {
                Optional<TableRow> row = reader.read(record);
                row.ifPresent(rows);
                nobodys += row.isPresent() ? 0 : 1;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return nobodys;
    }

    private Expression within(Optional<Instant> from, Instant until) {
        String time = view.source().timestamp();
        Expression before = Expressions.lessThanOrEqual(time, ColumnTypes.micros(until));
        return from.<Expression>map(
                        first -> Expressions.and(Expressions.greaterThanOrEqual(time, ceiling(first)), before))
                .orElse(before);
    }

    private static long ceiling(Instant time) {
        return ColumnTypes.micros(time.plusNanos(999));
    }
}
