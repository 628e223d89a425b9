package io.tidemill.ingestion.lineage.observation;

import io.tidemill.infra.httpserver.postgres.Rows;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.lineage.LineageSettings;
import io.tidemill.ingestion.lineage.delivery.Outbox;
import io.tidemill.ingestion.lineage.graph.Dataset;
import io.tidemill.ingestion.lineage.graph.DatasetKind;
import io.tidemill.ingestion.lineage.graph.Edge;
import io.tidemill.ingestion.lineage.graph.Graphs;
import io.tidemill.ingestion.lineage.graph.LineageGraph;
import io.tidemill.ingestion.lineage.openlineage.Facet;
import io.tidemill.ingestion.lineage.openlineage.RunEvent;
import io.tidemill.ingestion.lineage.openlineage.ToldDataset;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * Notices commits by the snapshots of the tables: one event of each, or, of a table that commits more often than the
 * interval, one of the newest with the rows of all since the last. Of a table that is seen for the first time the newest
 * snapshot is told.
 */
public final class CommitObserver implements Observer {
    private record Cursor(long sequenceNumber, Instant emittedAt) {}

    private final LineageSettings settings;
    private final Graphs graphs;
    private final Naming naming;
    private final Clock clock;
    private @Nullable Lake lake;

    public CommitObserver(LineageSettings settings, Graphs graphs, Clock clock) {
        this.settings = settings;
        this.graphs = graphs;
        this.naming = new Naming(settings);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "commits";
    }

    @Override
    public void look(Connection connection) throws SQLException, IOException {
        try {
            Lake open = open();
            for (String table : open.tables()) {
                look(connection, open.table(table), table);
            }
        } catch (RuntimeException e) {
            // The catalogue may have gone away under the connection it holds.
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        Lake open = lake;
        lake = null;
        if (open != null) {
            open.close();
        }
    }

    private Lake open() {
        Lake open = lake;
        if (open == null) {
            open = Lake.open(settings.lake());
            lake = open;
        }
        return open;
    }

    private void look(Connection connection, Table table, String name) throws SQLException, IOException {
        Snapshot newest = table.currentSnapshot();
        if (newest == null) {
            return;
        }
        Optional<Cursor> cursor = cursor(connection, name);
        Instant now = clock.instant();
        Duration interval = settings.commitInterval();
        if (cursor.isPresent()
                && (newest.sequenceNumber() <= cursor.get().sequenceNumber()
                        || now.isBefore(cursor.get().emittedAt().plus(interval)))) {
            return;
        }
        Deque<Snapshot> news =
                cursor.map(seen -> after(table, seen)).orElseGet(() -> new ArrayDeque<>(List.of(newest)));
        LineageGraph graph = graphs.now();
        long rows = 0;
        for (Snapshot snapshot : news) {
            rows += Long.parseLong(snapshot.summary().getOrDefault("added-records", "0"));
            if (interval.isZero() || snapshot == newest) {
                tell(connection, name, snapshot, rows, graph);
                rows = 0;
            }
        }
        setCursor(connection, name, new Cursor(newest.sequenceNumber(), now));
    }

    /** The snapshots since, the oldest first. */
    private static Deque<Snapshot> after(Table table, Cursor cursor) {
        Deque<Snapshot> news = new ArrayDeque<>();
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            if (snapshot.sequenceNumber() <= cursor.sequenceNumber()) {
                break;
            }
            news.addFirst(snapshot);
        }
        return news;
    }

    private void tell(Connection connection, String table, Snapshot snapshot, long rows, LineageGraph graph)
            throws SQLException {
        String name = LakeTables.NAMESPACE + "." + table;
        Dataset dataset = graph.dataset(name).orElse(new Dataset(DatasetKind.TABLE, name, List.of()));
        boolean appended = DataOperations.APPEND.equals(snapshot.operation());
        List<Dataset> inputs = appended
                ? graph.into(name, graph.datasets().stream().map(Dataset::name).toList()).stream()
                        .map(Edge::from)
                        .distinct()
                        .flatMap(from -> graph.dataset(from).stream())
                        .toList()
                : List.of(dataset);
        ToldDataset written = naming.written(dataset, graph, inputs)
                .with("version", Facet.version(Long.toString(snapshot.snapshotId())))
                .withOwn("outputStatistics", Facet.outputStatistics(rows));
        RunEvent event = new RunEvent(
                RunEvent.Type.COMPLETE,
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                RunEvent.runId("commit", name, snapshot.snapshotId()),
                naming.job((appended ? "lake-sink." : "lake-maintenance.") + table, "STREAMING", "COMMIT"),
                inputs.stream().map(naming::told).toList(),
                List.of(written),
                Map.of());
        Outbox.add(connection, event.as(RunEvent.Type.START, event.time()));
        Outbox.add(connection, event);
    }

    private static Optional<Cursor> cursor(Connection connection, String table) throws SQLException {
        return Rows.find(
                        connection,
                        row -> new Cursor(row.getLong("sequence_number"), Rows.instant(row, "emitted_at")),
                        "SELECT sequence_number, emitted_at FROM lineage.table_cursor WHERE table_name = ?",
                        table)
                .stream()
                .findFirst();
    }

    private static void setCursor(Connection connection, String table, Cursor cursor) throws SQLException {
        Rows.change(
                connection,
                "INSERT INTO lineage.table_cursor (table_name, sequence_number, emitted_at) VALUES (?, ?, ?)"
                        + " ON CONFLICT (table_name) DO UPDATE SET sequence_number = EXCLUDED.sequence_number,"
                        + " emitted_at = EXCLUDED.emitted_at",
                table,
                cursor.sequenceNumber(),
                cursor.emittedAt());
    }
}
