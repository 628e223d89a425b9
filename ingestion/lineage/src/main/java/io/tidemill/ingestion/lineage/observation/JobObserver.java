package io.tidemill.ingestion.lineage.observation;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.postgres.Rows;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.ingestion.lineage.LineageSettings;
import io.tidemill.ingestion.lineage.delivery.Outbox;
import io.tidemill.ingestion.lineage.graph.Dataset;
import io.tidemill.ingestion.lineage.graph.DatasetKind;
import io.tidemill.ingestion.lineage.graph.Graphs;
import io.tidemill.ingestion.lineage.graph.LineageGraph;
import io.tidemill.ingestion.lineage.openlineage.Facet;
import io.tidemill.ingestion.lineage.openlineage.RunEvent;
import io.tidemill.schemas.contracts.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Notices by Flink's REST API that jobs start and end. A job that comes again under its id was ended without a word
 * before: a kill. While Flink does not answer nothing is concluded.
 */
public final class JobObserver implements Observer {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private record JobRun(String jobId, String name, long started, String state) {
        boolean over() {
            return state.equals("FINISHED") || state.equals("CANCELED") || state.equals("FAILED");
        }
    }

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI flink;
    private final Graphs graphs;
    private final Naming naming;
    private final Clock clock;

    /**
     * @param flink the REST API
     */
    public JobObserver(LineageSettings settings, URI flink, Graphs graphs, Clock clock) {
        this.flink = flink;
        this.graphs = graphs;
        this.naming = new Naming(settings);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public void look(Connection connection) throws SQLException, IOException, InterruptedException {
        for (JsonNode job : overview().path("jobs")) {
            JobRun now = new JobRun(
                    job.path("jid").asText(),
                    job.path("name").asText(),
                    job.path("start-time").asLong(),
                    job.path("state").asText());
            Optional<JobRun> before = known(connection, now.jobId());
            if (before.equals(Optional.of(now))) {
                continue;
            }
            compare(
                    connection,
                    before,
                    now,
                    Instant.ofEpochMilli(job.path("end-time").asLong()));
            keep(connection, now);
        }
    }

    private JsonNode overview() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(flink.resolve("/jobs/overview"))
                .timeout(PATIENCE)
                .build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("Flink at " + flink + " answered " + response.statusCode());
        }
        try {
            return Json.read(response.body());
        } catch (ProblemException e) {
            throw new IOException("Flink at " + flink + " answered no JSON", e);
        }
    }

    private void compare(Connection connection, Optional<JobRun> before, JobRun now, Instant ended)
            throws SQLException, IOException {
        boolean same = before.filter(run -> run.started() == now.started()).isPresent();
        if (!same) {
            if (before.isPresent() && !before.get().over()) {
                tell(connection, before.get(), RunEvent.Type.ABORT, Instant.ofEpochMilli(now.started()));
            }
            tell(connection, now, RunEvent.Type.START, Instant.ofEpochMilli(now.started()));
        }
        boolean endedBefore = same && before.orElseThrow().over();
        if (now.over() && !endedBefore) {
            Instant at = ended.isAfter(Instant.EPOCH) ? ended : clock.instant();
            tell(connection, now, ending(now.state()), at);
        }
    }

    private static RunEvent.Type ending(String state) {
        return switch (state) {
            case "FINISHED" -> RunEvent.Type.COMPLETE;
            case "CANCELED" -> RunEvent.Type.ABORT;
            default -> RunEvent.Type.FAIL;
        };
    }

    private void tell(Connection connection, JobRun run, RunEvent.Type type, Instant at)
            throws SQLException, IOException {
        LineageGraph graph = graphs.now();
        List<Dataset> inputs = datasets(graph, reads(run.name()));
        List<Dataset> outputs = datasets(graph, writes(run.name()));
        Outbox.add(
                connection,
                new RunEvent(
                        type,
                        at,
                        RunEvent.runId("job", run.jobId(), run.started()),
                        naming.job(run.name(), "STREAMING", "JOB"),
                        inputs.stream().map(naming::told).toList(),
                        outputs.stream()
                                .map(output -> naming.written(output, graph, inputs))
                                .toList(),
                        type == RunEvent.Type.FAIL
                                ? Map.of("errorMessage", Facet.error("the job is " + run.state()))
                                : Map.of()));
    }

    private static Predicate<Dataset> reads(String job) {
        return switch (job) {
            case "lake-sink" -> dataset -> dataset.kind() == DatasetKind.TOPIC && !isAction(dataset);
            case "streaming-features" -> JobObserver::isBusinessTopic;
            case "decisions" ->
                dataset -> isBusinessTopic(dataset)
                        || dataset.kind() == DatasetKind.FEATURES
                        || dataset.kind() == DatasetKind.MODEL
                        || dataset.kind() == DatasetKind.RULE;
            case "lake-maintenance" -> dataset -> dataset.kind() == DatasetKind.TABLE;
            default -> dataset -> false;
        };
    }

    private static Predicate<Dataset> writes(String job) {
        return switch (job) {
            case "lake-sink", "lake-maintenance" -> dataset -> dataset.kind() == DatasetKind.TABLE;
            case "streaming-features" -> dataset -> dataset.kind() == DatasetKind.FEATURES;
            case "decisions" -> dataset -> isAction(dataset) || dataset.name().equals(Topics.DECISIONS.name());
            default -> dataset -> false;
        };
    }

    private static boolean isBusinessTopic(Dataset dataset) {
        return dataset.kind() == DatasetKind.TOPIC
                && !isAction(dataset)
                && !dataset.name().equals(Topics.DECISIONS.name());
    }

    private static boolean isAction(Dataset dataset) {
        return dataset.name().equals(Topics.ACTIONS.name());
    }

    private static List<Dataset> datasets(LineageGraph graph, Predicate<Dataset> wanted) {
        return graph.datasets().stream().filter(wanted).toList();
    }

    private static Optional<JobRun> known(Connection connection, String jobId) throws SQLException {
        return Rows.find(
                        connection,
                        row -> new JobRun(
                                row.getString("job_id"),
                                row.getString("name"),
                                row.getLong("started"),
                                row.getString("state")),
                        "SELECT job_id, name, started, state FROM lineage.job_run WHERE job_id = ?",
                        jobId)
                .stream()
                .findFirst();
    }

    private static void keep(Connection connection, JobRun run) throws SQLException {
        Rows.change(
                connection,
                "INSERT INTO lineage.job_run (job_id, name, started, state) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (job_id) DO UPDATE SET name = EXCLUDED.name, started = EXCLUDED.started,"
                        + " state = EXCLUDED.state",
                run.jobId(),
                run.name(),
                run.started(),
                run.state());
    }
}
