package io.tidemill.ingestion.lineage.observation;

import io.tidemill.infra.httpserver.postgres.Rows;
import io.tidemill.ingestion.lineage.LineageSettings;
import io.tidemill.ingestion.lineage.ObservedRun;
import io.tidemill.ingestion.lineage.TrainedVersion;
import io.tidemill.ingestion.lineage.TrainingFacts;
import io.tidemill.ingestion.lineage.delivery.Outbox;
import io.tidemill.ingestion.lineage.graph.Dataset;
import io.tidemill.ingestion.lineage.graph.DatasetKind;
import io.tidemill.ingestion.lineage.graph.DefinedLineage;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Notices that training runs start and end, with the snapshots they learnt from and the version they made. */
public final class TrainingObserver implements Observer {
    private static final int NEWEST = 200;

    private final TrainingFacts facts;
    private final Graphs graphs;
    private final Naming naming;

    public TrainingObserver(LineageSettings settings, TrainingFacts facts, Graphs graphs) {
        this.facts = facts;
        this.graphs = graphs;
        this.naming = new Naming(settings);
    }

    @Override
    public String name() {
        return "training runs";
    }

    @Override
    public void look(Connection connection) throws SQLException, IOException {
        List<ObservedRun> runs = new ArrayList<>(facts.runs(NEWEST));
        Collections.reverse(runs);
        for (ObservedRun run : runs) {
            if (run.state() == ObservedRun.State.WAITING) {
                continue;
            }
            Optional<ObservedRun.State> known = known(connection, run.id());
            if (known.isEmpty()) {
                tell(connection, run, RunEvent.Type.START);
            }
            if (run.state() != ObservedRun.State.RUNNING && !known.equals(Optional.of(run.state()))) {
                tell(
                        connection,
                        run,
                        run.state() == ObservedRun.State.COMPLETE ? RunEvent.Type.COMPLETE : RunEvent.Type.FAIL);
            }
            keep(connection, run);
        }
    }

    private void tell(Connection connection, ObservedRun run, RunEvent.Type type) throws SQLException, IOException {
        LineageGraph graph = graphs.now();
        Optional<TrainedVersion> made = facts.versions(run.model()).stream()
                .filter(version -> version.runId().equals(run.id()))
                .findFirst();
        Map<String, Long> snapshots = made.map(TrainedVersion::snapshotIds).orElse(run.snapshotIds());
        Dataset model = graph.dataset(DefinedLineage.model(run.model()))
                .orElse(new Dataset(DatasetKind.MODEL, DefinedLineage.model(run.model()), List.of()));
        List<Dataset> inputs = inputs(graph, model, snapshots);
        boolean written = type == RunEvent.Type.COMPLETE && run.version().isPresent();
        List<ToldDataset> outputs = written
                ? List.of(naming.written(model, graph, inputs)
                        .with(
                                "version",
                                Facet.version(Long.toString(run.version().orElseThrow()))))
                : List.of();
        Outbox.add(
                connection,
                new RunEvent(
                        type,
                        type == RunEvent.Type.START ? run.createdAt() : run.changedAt(),
                        UUID.fromString(run.id()),
                        naming.job("training." + run.model(), "BATCH", "TRAINING"),
                        inputs.stream()
                                .map(input -> told(
                                        input,
                                        snapshots,
                                        made.map(TrainedVersion::featureVersions)
                                                .orElse(List.of())))
                                .toList(),
                        outputs,
                        type == RunEvent.Type.FAIL
                                ? Map.of(
                                        "errorMessage", Facet.error(run.detail().orElse("it failed")))
                                : Map.of()));
    }

    /** The features of a model, and the tables they are made of or that the run was pinned to. */
    private static List<Dataset> inputs(LineageGraph graph, Dataset model, Map<String, Long> snapshots) {
        return graph.walk(model, Optional.empty(), LineageGraph.Direction.UPSTREAM, 3).stream()
                .map(LineageGraph.Step::edge)
                .map(Edge::from)
                .distinct()
                .flatMap(from -> graph.dataset(from).stream())
                .filter(dataset -> dataset.kind() == DatasetKind.FEATURES
                        || (dataset.kind() == DatasetKind.TABLE
                                && (snapshots.isEmpty() || snapshots.containsKey(tableName(dataset)))))
                .toList();
    }

    /** The version of a table is its snapshot, that of a view the one that the model was trained on. */
    private ToldDataset told(Dataset input, Map<String, Long> snapshots, List<String> featureVersions) {
        ToldDataset told = naming.told(input);
        Optional<String> version = input.kind() == DatasetKind.TABLE
                ? Optional.ofNullable(snapshots.get(tableName(input))).map(id -> Long.toString(id))
                : featureVersions.stream()
                        .filter(id -> id.startsWith(input.name() + "@"))
                        .findFirst();
        return version.isEmpty() ? told : told.with("version", Facet.version(version.get()));
    }

    private static String tableName(Dataset table) {
        return table.name().substring(LakeTables.NAMESPACE.length() + 1);
    }

    private static Optional<ObservedRun.State> known(Connection connection, String run) throws SQLException {
        return Rows.find(
                        connection,
                        row -> ObservedRun.State.valueOf(row.getString("state")),
                        "SELECT state FROM lineage.training_run WHERE run_id = ?",
                        run)
                .stream()
                .findFirst();
    }

    private static void keep(Connection connection, ObservedRun run) throws SQLException {
        Rows.change(
                connection,
                "INSERT INTO lineage.training_run (run_id, state) VALUES (?, ?)"
                        + " ON CONFLICT (run_id) DO UPDATE SET state = EXCLUDED.state",
                run.id(),
                run.state().name());
    }
}
