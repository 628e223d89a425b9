package io.tidemill.infra.launcher.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters. */
final class LetterFilterOption {
    @Option(names = "--reason", paramLabel = "REASON", description = "Those of a reason, such as UNKNOWN_SCHEMA.")
    private @Nullable String reason;

    @Option(names = "--type", paramLabel = "TYPE", description = "Those on the topic of a type of events.")
    private @Nullable String type;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Those of a tenant.")
    private @Nullable String tenant;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Those that were read from a topic.")
    private @Nullable String topic;

    @Option(names = "--state", paramLabel = "STATE", description = "Those that are open, fixed, replayed or discarded.")
    private @Nullable String state;

    @Option(names = "--from", paramLabel = "TIME", description = "Those taken at this time or later, RFC 3339.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Those taken before this time, RFC 3339.")
    private @Nullable String to;

    /** What was given, by the API's names. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        put(values, "reason", reason);
        put(values, "type", type);
        put(values, "tenant", tenant);
        put(values, "topic", topic);
        put(values, "state", state);
        put(values, "from", from);
        put(values, "to", to);
        return values;
    }

    /** What was given, as a query that goes on after a question mark and a parameter. */
    String query() {
        StringBuilder query = new StringBuilder();
        values().forEach((name, value) ->
                query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return query.toString();
    }

    private static void put(Map<String, String> values, String name, @Nullable String value) {
        if (value != null) {
            values.put(name, value);
        }
    }
}
