package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What requests ask for. Everything throws {@link ProblemException} with 422 that names the field. */
final class LetterRequests {
    private static final int DEFAULT_PAGE = 50;
    private static final int LARGEST_PAGE = 1000;
    private static final int DEFAULT_BULK = 1000;
    private static final int LARGEST_BULK = 10_000;

    private LetterRequests() {}

    static LetterId id(Request request) {
        try {
            return LetterId.parse(request.path("id"));
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("id", String.valueOf(e.getMessage()));
        }
    }

    /** The filter in the query; of the caller's tenant, but for an admin. */
    static LetterFilter filter(Request request) {
        return filter(request::query, request.caller());
    }

    /** The filter in a body's member {@code filter}. */
    static LetterFilter filter(JsonNode body, Caller caller) {
        JsonNode filter = body.path("filter");
        return filter(
                name -> Optional.ofNullable(filter.get(name))
                        .filter(node -> !node.isNull())
                        .map(JsonNode::asText),
                caller);
    }

    static Optional<LetterCursor> cursor(Optional<String> text) {
        try {
            return text.filter(cursor -> !cursor.isEmpty()).map(LetterCursor::parse);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("cursor", String.valueOf(e.getMessage()));
        }
    }

    static int pageLimit(Request request) {
        return number(request.query("limit").orElse(Integer.toString(DEFAULT_PAGE)), LARGEST_PAGE);
    }

    static int bulkLimit(JsonNode body) {
        return number(body.path("limit").asText(Integer.toString(DEFAULT_BULK)), LARGEST_BULK);
    }

    static LetterAction.Mode mode(JsonNode body) {
        JsonNode dryRun = body.path("dryRun");
        if (!dryRun.isMissingNode() && !dryRun.isBoolean()) {
            throw ProblemException.invalid("dryRun", dryRun + ": expected true or false");
        }
        return dryRun.asBoolean() ? LetterAction.Mode.DRY_RUN : LetterAction.Mode.DONE;
    }

    /** The states whose letters are replayed: fixed ones, or open ones too where all are asked for. */
    static Set<LetterState.Name> replayed(JsonNode body) {
        String include = body.path("include").asText("fixed");
        return switch (include) {
            case "fixed" -> Set.of(LetterState.Name.FIXED);
            case "all" -> Set.of(LetterState.Name.FIXED, LetterState.Name.OPEN);
            default -> throw ProblemException.invalid("include", include + ": expected fixed or all");
        };
    }

    private static LetterFilter filter(Function<String, Optional<String>> values, Caller caller) {
        LetterFilter filter = new LetterFilter(
                text(values, "reason"),
                text(values, "type"),
                text(values, "tenant"),
                text(values, "topic"),
                time(values, "from"),
                time(values, "to"),
                state(values));
        if (caller.has(Role.ADMIN)) {
            return filter;
        }
        filter.tenant().filter(tenant -> !caller.mayActFor(tenant)).ifPresent(tenant -> {
            throw ProblemException.forbidden("tenant " + tenant + ": expected " + caller.tenant())
                    .withField("tenant");
        });
        return filter.ofTenant(caller.tenant());
    }

    private static Optional<String> text(Function<String, Optional<String>> values, String name) {
        return values.apply(name).filter(value -> !value.isEmpty());
    }

    private static Optional<Instant> time(Function<String, Optional<String>> values, String name) {
        return text(values, name).map(value -> {
            try {
                return OffsetDateTime.parse(value).toInstant();
            } catch (DateTimeException e) {
                throw ProblemException.invalid(name, value + ": expected a time such as 2026-01-31T08:15:30Z");
            }
        });
    }

    private static Optional<LetterState.Name> state(Function<String, Optional<String>> values) {
        try {
            return text(values, "state").map(LetterState.Name::of);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("state", String.valueOf(e.getMessage()));
        }
    }

    private static int number(String text, int maximum) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= maximum) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw ProblemException.invalid("limit", text + ": expected a whole number from 1 to " + maximum);
    }
}
