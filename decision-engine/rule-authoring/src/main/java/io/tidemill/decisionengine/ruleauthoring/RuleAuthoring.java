package io.tidemill.decisionengine.ruleauthoring;

import io.tidemill.decisionengine.rules.FieldCatalogue;
import io.tidemill.decisionengine.rules.RuleDocument;
import io.tidemill.decisionengine.rules.RuleReader;
import io.tidemill.decisionengine.rules.RuleReading;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Rules over HTTP: written, versioned, published and acknowledged. What is saved in PostgreSQL is published to Kafka
 * for as long as it takes, also after a restart.
 */
public final class RuleAuthoring implements RouteGroup, AutoCloseable {
    private static final String VERSION_MEANING = "the version that is replaced, where no If-Match header says it";
    private static final String WAIT_MEANING = "how long to wait, such as 5s, until every worker runs the change";

    private final RuleStore store;
    private final RulePublisher publisher;
    private final Acknowledgements acknowledgements;
    private final RuleRequests requests;
    private final RuleImport imports;

    private RuleAuthoring(
            RuleStore store,
            RulePublisher publisher,
            Acknowledgements acknowledgements,
            RuleRequests requests,
            Clock clock) {
        this.store = store;
        this.publisher = publisher;
        this.acknowledgements = acknowledgements;
        this.requests = requests;
        this.imports = new RuleImport(requests, store, clock);
    }

    /**
     * Opens the module: brings its tables up to date and begins to publish what waits.
     *
     * @param bootstrapServers where Kafka is
     * @param catalogue what rules can compare, asked at each request; see {@link EventFields}
     */
    public static RuleAuthoring open(
            DataSource postgres, String bootstrapServers, Supplier<FieldCatalogue> catalogue, Clock clock) {
        PostgresPool.migrate(postgres, "rules");
        RuleStore store = new RuleStore(postgres);
        RulePublisher publisher = new RulePublisher(bootstrapServers, postgres, store, clock);
        Acknowledgements acknowledgements = new Acknowledgements(bootstrapServers, clock);
        return new RuleAuthoring(
                store,
                publisher,
                acknowledgements,
                new RuleRequests(store, publisher, acknowledgements, catalogue, clock),
                clock);
    }

    /**
     * Publishes every {@code rules/*.json} of a definitions folder whose rule there never was. A file that is no valid
     * rule is logged and left out; one about an event type or a field that is not known yet is published when it is.
     *
     * @return the ids of the rules that were published at once
     * @throws IOException if the folder cannot be read
     * @throws SQLException if PostgreSQL cannot be reached
     */
    public List<String> importAbsent(Path definitionsFolder) throws IOException, SQLException {
        return imports.begin(new RuleFiles(definitionsFolder.resolve("rules")));
    }

    /**
     * The rules that are published now, of every tenant.
     *
     * @throws SQLException if PostgreSQL cannot be reached
     */
    public List<RuleDocument> published() throws SQLException {
        List<RuleDocument> documents = new ArrayList<>();
        for (RuleVersion version : store.newest()) {
            String document = version.document();
            if (document != null && RuleReader.read(document) instanceof RuleReading.Whole whole) {
                documents.add(whole.document());
            }
        }
        return documents;
    }

    @Override
    public String name() {
        return "rules";
    }

    @Override
    public List<Route> routes() {
        Access readers = Access.of(Role.READER, Role.MARKETER);
        Access writers = Access.of(Role.MARKETER);
        return List.of(
                Route.get("/api/rules", readers, "The rules of the caller's tenant")
                        .handle(requests::list),
                Route.get("/api/rules/{id}", readers, "A rule with its history").handle(requests::read),
                Route.put("/api/rules/{id}", writers, "Publish a rule")
                        .request(schema())
                        .query("wait", WAIT_MEANING)
                        .audited("rule.publish")
                        .handle(requests::publish),
                Route.delete("/api/rules/{id}", writers, "Withdraw a rule")
                        .query("version", VERSION_MEANING)
                        .query("wait", WAIT_MEANING)
                        .audited("rule.withdraw")
                        .handle(requests::withdraw),
                Route.post("/api/rules/check", readers, "What publishing a document would say")
                        .request(schema())
                        .unaudited("nothing is changed")
                        .handle(requests::check),
                Route.get("/api/rules/{id}/diff", readers, "What changed between two versions of a rule")
                        .query("from", "a version; the one before when absent")
                        .query("to", "a version; the newest when absent")
                        .handle(requests::diff),
                Route.post("/api/rules/{id}/rollback", writers, "Publish an earlier version of a rule again")
                        .consumes()
                        .query("to", "the version whose document is published again")
                        .query("version", VERSION_MEANING + "; else the newest, whichever it is")
                        .query("wait", WAIT_MEANING)
                        .audited("rule.rollback")
                        .handle(requests::rollback),
                Route.get("/api/catalogue", readers, "What rules can compare, and how")
                        .handle(requests::catalogue));
    }

    @Override
    public void close() {
        imports.close();
        publisher.close();
        acknowledgements.close();
    }

    private static String schema() {
        try (InputStream in = RuleDocument.class.getResourceAsStream("rule-1.schema.json")) {
            if (in == null) {
                throw new IOException("no resource rule-1.schema.json");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
