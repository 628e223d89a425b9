package io.tidemill.ingestion.lineage;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.ingestion.lineage.graph.Dataset;
import io.tidemill.ingestion.lineage.graph.Graphs;
import io.tidemill.ingestion.lineage.graph.LineageGraph;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lineage over HTTP: {@code /api/lineage}. */
final class LineageRoutes implements RouteGroup {
    private static final Access READERS = Access.of(Role.READER, Role.MARKETER, Role.SCIENTIST, Role.OPERATOR);
    private static final int DEEPEST = 20;

    private final Graphs graphs;
    private final TrainedOn trainedOn;

    LineageRoutes(Graphs graphs, TrainingFacts facts) {
        this.graphs = graphs;
        this.trainedOn = new TrainedOn(facts);
    }

    @Override
    public String name() {
        return "lineage";
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/api/lineage", READERS, "What a dataset is made of, and what is made of it")
                .query(
                        "dataset",
                        "such as tidemill.order_paid, tidemill.events.order.paid, VIEW, models:/NAME, rules:/ID;"
                                + " absent to list all")
                .query("column", "only this column")
                .query("depth", "how many steps at most, 5 if absent")
                .query("snapshot", "of a table: only versions trained on this snapshot")
                .handle(this::answer));
    }

    private Response answer(Request request) throws IOException, SQLException {
        LineageGraph graph;
        try {
            graph = graphs.now();
        } catch (InvalidDefinitionsException e) {
            throw ProblemException.conflict(null, "the definitions are invalid: " + e.getMessage());
        }
        Optional<String> named = request.query("dataset");
        if (named.isEmpty()) {
            return Response.ok(Map.of(
                    "datasets",
                    graph.datasets().stream()
                            .map(each -> Map.of("kind", each.kind(), "name", each.name()))
                            .toList()));
        }
        DatasetReference reference = DatasetReference.parse(named.get());
        Dataset dataset = graph.dataset(reference.name())
                .orElseThrow(() -> new ProblemException(
                        404,
                        "Not found",
                        "dataset",
                        "there is no dataset " + reference.name() + ": without a name all of them are listed"));
        Optional<String> column = request.query("column").or(reference::column);
        column.filter(name -> !dataset.has(name)).ifPresent(name -> {
            throw ProblemException.invalid(
                    "column",
                    "'" + name + "', expected one of "
                            + dataset.columns().stream()
                                    .map(Dataset.Column::name)
                                    .toList());
        });
        int depth = depth(request);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("dataset", dataset);
        answer.put("upstream", graph.walk(dataset, column, LineageGraph.Direction.UPSTREAM, depth));
        answer.put("downstream", graph.walk(dataset, column, LineageGraph.Direction.DOWNSTREAM, depth));
        answer.put("versions", trainedOn.versions(dataset, reference.version(), snapshot(request)));
        return Response.ok(answer);
    }

    private static int depth(Request request) {
        int depth;
        try {
            depth = Integer.parseInt(request.query("depth").orElse("5"));
        } catch (NumberFormatException e) {
            depth = 0;
        }
        if (depth < 1 || depth > DEEPEST) {
            throw ProblemException.invalid("depth", "expected a whole number from 1 to " + DEEPEST);
        }
        return depth;
    }

    private static Optional<Long> snapshot(Request request) {
        return request.query("snapshot").map(text -> {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw ProblemException.invalid("snapshot", "'" + text + "': expected the id of a snapshot")
                        .withCause(e);
            }
        });
    }
}
