package io.tidemill.ingestion.eventtypes;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.registryclient.LiveSchemas;
import java.util.List;
import java.util.Map;

/**
 * The event types there are, over HTTP. While it is open it provides for types as they are registered: within about two
 * seconds they have a topic and a table.
 */
public final class EventTypeCatalogue implements RouteGroup, AutoCloseable {
    private static final Access READERS =
            Access.of(Role.PRODUCER, Role.READER, Role.MARKETER, Role.SCIENTIST, Role.OPERATOR);

    private final TypeProvisioner provisioner;

    private EventTypeCatalogue(TypeProvisioner provisioner) {
        this.provisioner = provisioner;
    }

    /** Opens the catalogue and begins to provide for types. */
    public static EventTypeCatalogue open(EventTypeSettings settings) {
        TypeProvisioner provisioner = new TypeProvisioner(settings);
        provisioner.start();
        return new EventTypeCatalogue(provisioner);
    }

    @Override
    public String name() {
        return "event-types";
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/types", READERS, "The event types, each with its fields, topic and table")
                        .handle(this::types),
                Route.get("/api/types/{type}", READERS, "An event type").handle(this::type));
    }

    @Override
    public void close() {
        provisioner.close();
    }

    private Response types(Request request) {
        EventSchemas schemas = provisioner.schemas();
        Map<String, String> refused = schemas instanceof LiveSchemas live ? live.refused() : Map.of();
        return Response.ok(Map.of(
                "types",
                schemas.latest().stream()
                        .filter(schema -> !EventTypes.isOwn(schema.type()))
                        .map(this::described)
                        .toList(),
                "refused",
                refused));
    }

    private Response type(Request request) {
        String type = request.path("type");
        return Response.ok(provisioner
                .schemas()
                .latest(type)
                .filter(schema -> !EventTypes.isOwn(type))
                .map(this::described)
                .orElseThrow(() -> ProblemException.notFound("there is no event type " + type)));
    }

    private Map<String, Object> described(ReleasedSchema schema) {
        return TypeDescription.summary(
                schema,
                provisioner.isProvided(schema),
                provisioner.problem(schema.type()).orElse(null));
    }
}
