package io.tidemill.ingestion.schemaregistry;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A schema registry at {@value #PATH}, with the calls, the media type and the error codes of Confluent's REST API, for
 * Avro without references. A producer's own client is given that address. It answers {@code 409} to what would break
 * earlier events, or a feature, rule or model that reads them, and names these.
 */
public final class SchemaRegistry implements RouteGroup {
    /** Where it is mounted. */
    public static final String PATH = "/schema-registry";

    private static final Access READERS =
            Access.of(Role.PRODUCER, Role.READER, Role.MARKETER, Role.SCIENTIST, Role.OPERATOR);
    private static final Access WRITERS = Access.of(Role.OPERATOR);
    private static final String VERSIONS = PATH + "/subjects/{subject}/versions";
    private static final String VERSION = VERSIONS + "/{version}";
    private static final String COMPATIBLE = PATH + "/compatibility/subjects/{subject}/versions";
    private static final String CONFIG = PATH + "/config";
    private static final String MODE = PATH + "/mode";
    private static final String BY_ID = PATH + "/schemas/ids/{id}";

    private final SubjectRequests subjects;
    private final SchemaRequests schemas;
    private final SettingRequests settings;

    private SchemaRegistry(RegistryStore store, SchemaDependents dependents, Clock clock) {
        this.subjects = new SubjectRequests(store, new Registrar(store, new SubjectSettings(), dependents, clock));
        this.schemas = new SchemaRequests(store);
        this.settings = new SettingRequests(store);
    }

    /**
     * Opens the registry: brings its tables up to date and adds the released schemas that are missing.
     *
     * @param dependents what reads events
     * @throws SQLException if PostgreSQL cannot be reached
     */
    public static SchemaRegistry open(DataSource postgres, SchemaDependents dependents, Clock clock)
            throws SQLException {
        PostgresPool.migrate(postgres, "schema_registry");
        RegistryStore store = new RegistryStore(postgres);
        try {
            ReleasedSeed.plant(store, clock.instant());
        } catch (RegistryProblem e) {
            throw new IllegalStateException("released schemas need no check", e);
        }
        return new SchemaRegistry(store, dependents, clock);
    }

    @Override
    public String name() {
        return "schema-registry";
    }

    @Override
    public List<Route> routes() {
        return Stream.of(subjectRoutes(), schemaRoutes(), settingRoutes())
                .flatMap(List::stream)
                .toList();
    }

    private List<Route> subjectRoutes() {
        return List.of(
                read("/subjects", "The subjects", subjects::subjects),
                read("/subjects/{subject}/versions", "The versions of a subject", subjects::versions),
                get(VERSION, "A version of a subject, by its number or latest", subjects::version),
                get(VERSION + "/schema", "Its schema alone", subjects::schemaOfVersion),
                get(VERSION + "/referencedby", "The schemas that refer to it: none", subjects::referencedBy),
                write(
                        Route.post(VERSIONS, WRITERS, "Register a schema under a subject"),
                        "schema.register",
                        subjects::register),
                ask(
                        Route.post(PATH + "/subjects/{subject}", READERS, "Find a schema under a subject"),
                        subjects::lookUp),
                ask(
                        Route.post(COMPATIBLE + "/{version}", READERS, "Check a schema against a version"),
                        subjects::compatibleWithVersion),
                ask(Route.post(COMPATIBLE, READERS, "Check a schema as if it were registered"), subjects::compatible),
                write(
                        Route.delete(PATH + "/subjects/{subject}", WRITERS, "Delete a subject"),
                        "schema.delete",
                        subjects::deleteSubject),
                write(Route.delete(VERSION, WRITERS, "Delete a version"), "schema.delete", subjects::deleteVersion));
    }

    private List<Route> schemaRoutes() {
        return List.of(
                get(PATH, "The registry", request -> Map.of()),
                read("/schemas", "Versions with their schemas", schemas::all),
                read("/schemas/types", "The kinds of schemas", request -> List.of("AVRO")),
                read("/contexts", "The contexts: the one that there always is", request -> List.of(".")),
                get(BY_ID, "The schema of an id", schemas::byId),
                get(BY_ID + "/schema", "The schema of an id alone", schemas::textById),
                get(BY_ID + "/subjects", "The subjects that have it", schemas::subjects),
                get(BY_ID + "/versions", "The versions that have it", schemas::versions));
    }

    private List<Route> settingRoutes() {
        String subjectConfig = CONFIG + "/{subject}";
        String subjectMode = MODE + "/{subject}";
        return List.of(
                get(CONFIG, "How compatible new versions must be", settings::compatibility),
                get(subjectConfig, "The same for a subject", settings::compatibilityOfSubject),
                write(Route.put(CONFIG, WRITERS, "Change it"), "schema.config", settings::changeCompatibility),
                write(
                        Route.put(subjectConfig, WRITERS, "Change it for a subject"),
                        "schema.config",
                        settings::changeCompatibilityOfSubject),
                write(Route.delete(CONFIG, WRITERS, "Back to BACKWARD"), "schema.config", settings::resetCompatibility),
                write(
                        Route.delete(subjectConfig, WRITERS, "Back to that of all subjects"),
                        "schema.config",
                        settings::resetCompatibilityOfSubject),
                get(MODE, "READWRITE or READONLY", settings::mode),
                get(subjectMode, "The same for a subject", settings::modeOfSubject),
                write(Route.put(MODE, WRITERS, "Change it"), "schema.mode", settings::changeMode),
                write(
                        Route.put(subjectMode, WRITERS, "Change it for a subject"),
                        "schema.mode",
                        settings::changeModeOfSubject),
                write(
                        Route.delete(subjectMode, WRITERS, "Back to that of all subjects"),
                        "schema.mode",
                        settings::resetModeOfSubject));
    }

    private static Route read(String path, String summary, RegistryAnswers.Question question) {
        return get(PATH + path, summary, question);
    }

    private static Route get(String path, String summary, RegistryAnswers.Question question) {
        return Route.get(path, READERS, summary).handle(RegistryAnswers.to(question));
    }

    private static Route ask(Route.Declaration declaration, RegistryAnswers.Question question) {
        return consuming(declaration).unaudited("it only asks").handle(RegistryAnswers.to(question));
    }

    private static Route write(Route.Declaration declaration, String action, RegistryAnswers.Question question) {
        return consuming(declaration).audited(action).handle(RegistryAnswers.to(question));
    }

    private static Route.Declaration consuming(Route.Declaration declaration) {
        return declaration.consumes(
                RegistryAnswers.MEDIA_TYPE,
                "application/vnd.schemaregistry+json",
                "application/json",
                "application/octet-stream");
    }
}
