package io.tidemill.ingestion.eventfeeds;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.util.List;
import java.util.Map;

/** The feeds of a server, and {@code GET /api/feeds}. */
public final class EventFeeds implements RouteGroup, AutoCloseable {
    private final List<Feed> feeds;

    /** @param feeds which run, and are closed with this */
    public EventFeeds(List<Feed> feeds) {
        this.feeds = List.copyOf(feeds);
    }

    @Override
    public String name() {
        return "feeds";
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/api/feeds", Access.of(Role.OPERATOR), "List the feeds, and how they are")
                .handle(request -> Response.ok(
                        Map.of("feeds", feeds.stream().map(Feed::status).toList()))));
    }

    @Override
    public void close() {
        feeds.forEach(Feed::close);
    }
}
