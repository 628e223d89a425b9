package io.tidemill.infra.httpserver;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.routes.MediaTypes;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What every server has: health, metrics and documentation. */
final class StandardRoutes implements RouteGroup {
    private static final Access FOR_PROBES = Access.open("probes of the platform send no token");
    private static final Access FOR_SCRAPERS = Access.open("scrapers send no token, and numbers name nobody");
    private static final Access FOR_READERS = Access.open("the documentation tells nothing of anyone");

    private final Readiness readiness;
    private final PrometheusRegistry metrics;
    private final List<RouteGroup> groups;

    StandardRoutes(Readiness readiness, PrometheusRegistry metrics, List<? extends RouteGroup> others) {
        this.readiness = readiness;
        this.metrics = metrics;
        this.groups = new ArrayList<>(others);
        groups.add(this);
        JvmMetrics.builder().register(metrics);
    }

    @Override
    public String name() {
        return "server";
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/health/live", FOR_PROBES, "Whether the process answers")
                        .response("{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"string\"}}}")
                        .handleAsync(request -> CompletableFuture.completedFuture(Response.ok(Map.of("status", "UP")))),
                Route.get("/health/ready", FOR_PROBES, "Whether everything the server needs is well; 503 if not")
                        .response("{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"string\"},"
                                + "\"checks\":{\"type\":\"object\"}}}")
                        .handleAsync(request -> readiness
                                .findings()
                                .map(StandardRoutes::readinessAnswer)
                                .toCompletionStage()),
                Route.get("/metrics", FOR_SCRAPERS, "Metrics in the text format of Prometheus")
                        .handle(request -> metricsAnswer()),
                Route.get("/openapi.json", FOR_READERS, "This interface in OpenAPI 3.1")
                        .response("{\"type\":\"object\"}")
                        .handle(request -> Response.ok(OpenApi.document(groups))),
                Route.get("/docs", FOR_READERS, "This interface as a page")
                        .handle(request -> Response.text(200, MediaTypes.HTML, DocumentationPage.of(groups))));
    }

    private static Response readinessAnswer(List<Readiness.Finding> findings) {
        Map<String, String> checks = new LinkedHashMap<>();
        findings.forEach(finding -> checks.put(
                finding.name(), finding.problem().map(text -> "DOWN: " + text).orElse("UP")));
        boolean ready = findings.stream().allMatch(finding -> finding.problem().isEmpty());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", ready ? "UP" : "DOWN");
        body.put("checks", checks);
        return Response.json(ready ? 200 : 503, body);
    }

    private Response metricsAnswer() throws IOException {
        PrometheusTextFormatWriter writer = new PrometheusTextFormatWriter(true);
        ByteArrayOutputStream text = new ByteArrayOutputStream(16 << 10);
        writer.write(text, metrics.scrape());
        return Response.bytes(200, writer.getContentType(), text.toByteArray());
    }
}
