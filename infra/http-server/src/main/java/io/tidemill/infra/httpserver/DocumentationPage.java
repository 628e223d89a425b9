package io.tidemill.infra.httpserver;

import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.util.List;
import java.util.Optional;

/** The declared routes as a page that needs nothing from elsewhere. */
final class DocumentationPage {
    private static final String HEAD =
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width"><title>Tidemill: the interface</title><style>
            body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
            section{border:1px solid #ddd;border-radius:6px;padding:.6rem 1rem;margin:.6rem 0}
            b.method{display:inline-block;min-width:4.5rem;color:#0a5}code,pre{background:#f5f5f5}
            pre{padding:.6rem;overflow:auto}small{color:#666}</style></head><body>
            <h1>Tidemill: the interface</h1>
            <p>The same for machines: <a href="/openapi.json">openapi.json</a>. Errors are problem details (RFC 9457)
            that name the field. Send a token as <code>authorization: Bearer TOKEN</code>;
            <code>tidemill token --role reader</code> prints one.</p>
            """;

    private DocumentationPage() {}

    static String of(List<RouteGroup> groups) {
        StringBuilder page = new StringBuilder(HEAD).append("<p>");
        for (RouteGroup group : groups) {
            String name = escaped(group.name());
            page.append("<a href=\"#").append(name).append("\">").append(name).append("</a> ");
        }
        page.append("</p>\n");
        for (RouteGroup group : groups) {
            String name = escaped(group.name());
            page.append("<h2 id=\"").append(name).append("\">").append(name).append("</h2>\n");
            group.routes().forEach(route -> append(page, route));
            group.grpcMethods().forEach(method -> page.append("<section><b class=method>gRPC</b> <code>")
                    .append(escaped(method.service() + "/" + method.method()))
                    .append("</code><br><small>Role: ")
                    .append(escaped(OpenApi.accessInWords(method.access())))
                    .append("</small></section>\n"));
        }
        return page.append("</body></html>\n").toString();
    }

    private static void append(StringBuilder page, Route route) {
        page.append("<section><b class=method>")
                .append(route.method())
                .append("</b> <code>")
                .append(escaped(route.path()))
                .append("</code><br>")
                .append(escaped(route.description().summary()))
                .append("<br><small>Role: ")
                .append(escaped(OpenApi.accessInWords(route.access())))
                .append("</small>");
        route.description().query().forEach((name, meaning) -> page.append("<br><code>?")
                .append(escaped(name))
                .append("</code> ")
                .append(escaped(meaning)));
        appendSchema(page, "Request", route.description().request());
        appendSchema(page, "Response", route.description().response());
        page.append("</section>\n");
    }

    private static void appendSchema(StringBuilder page, String title, Optional<String> schema) {
        schema.ifPresent(text -> page.append("<details><summary>")
                .append(title)
                .append("</summary><pre>")
                .append(escaped(text))
                .append("</pre></details>"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
