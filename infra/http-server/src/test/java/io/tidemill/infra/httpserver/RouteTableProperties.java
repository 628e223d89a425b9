package io.tidemill.infra.httpserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;

class RouteTableProperties {
    private static final Route READ = get("/api/things/{thing}/parts/{part}");
    private static final Route FIXED = get("/api/things/all/parts/{part}");
    private static final RouteTable TABLE = new RouteTable(List.of(READ, FIXED, get("/api/things/{thing}")));

    @Property(tries = 200)
    void parametersComeBackAsTheyWereEncoded(
            @ForAll @NotEmpty @StringLength(max = 20) String thing,
            @ForAll @NotEmpty @StringLength(max = 20) String part) {
        // What UTF-8 cannot write, such as half a surrogate pair, cannot be sent.
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(thing)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(part)) {
            return;
        }
        assertThat(TABLE.find("GET", "/api/things/" + encoded(thing) + "/parts/" + encoded(part)))
                .isEqualTo(
                        thing.equals("all")
                                ? new RouteTable.Match.Found(FIXED, Map.of("part", part))
                                : new RouteTable.Match.Found(READ, Map.of("thing", thing, "part", part)));
    }

    @Property(tries = 200)
    void noPathIsTooStrange(@ForAll @StringLength(max = 50) String path) {
        assertThat(TABLE.find("GET", "/" + path)).isNotNull();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Route get(String path) {
        return Route.get(path, Access.of(Role.READER), "Read").handle(request -> Response.noContent());
    }
}
