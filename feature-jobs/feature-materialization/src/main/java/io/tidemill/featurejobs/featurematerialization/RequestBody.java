package io.tidemill.featurejobs.featurematerialization;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.featurejobs.trainingsets.files.Instants;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The bodies of Feast's feature server for materializations. Whatever is wrong names its place. */
final class RequestBody {
    /** Feast's words for another time of rows than the table's, which there is none of. */
    private static final String NO_TIMES = "disable_event_timestamp";

    /** What Feast's clients send along and has no meaning here. */
    private static final String FULL_NAMES = "full_feature_names";

    private static final Set<String> KEYS = Set.of(
            InvalidMaterializationException.START,
            InvalidMaterializationException.END,
            InvalidMaterializationException.VIEWS,
            NO_TIMES,
            FULL_NAMES);

    private final JsonNode body;

    private RequestBody(JsonNode body) {
        this.body = body;
    }

    static RequestBody of(JsonNode body) {
        if (!body.isObject()) {
            throw ProblemException.malformed("expected an object with end_ts and feature_views");
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!KEYS.contains(name)) {
                throw ProblemException.invalid(
                        name, "expected " + String.join(", ", new TreeSet<>(KEYS)) + " and nothing else");
            }
        });
        if (body.path(NO_TIMES).asBoolean()) {
            throw ProblemException.invalid(
                    NO_TIMES, "expected false: the time of a row is that of the table, which tells what is newer");
        }
        return new RequestBody(body);
    }

    MaterializationRequest request(FeatureDefinitions definitions, boolean incremental, Instant now) {
        try {
            return MaterializationRequest.of(
                    definitions,
                    views(),
                    time(InvalidMaterializationException.START),
                    time(InvalidMaterializationException.END),
                    incremental,
                    now);
        } catch (InvalidMaterializationException e) {
            throw ProblemException.invalid(e.field(), String.valueOf(e.getMessage()));
        }
    }

    private List<String> views() {
        JsonNode node = body.path(InvalidMaterializationException.VIEWS);
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!node.isArray() || node.isEmpty()) {
            throw ProblemException.invalid(
                    InvalidMaterializationException.VIEWS, "expected a list of views, or nothing for all");
        }
        List<String> views = new ArrayList<>();
        for (JsonNode view : node) {
            if (!view.isTextual()) {
                throw ProblemException.invalid(
                        InvalidMaterializationException.VIEWS + "[" + views.size() + "]",
                        view + ": expected the name of a view");
            }
            views.add(view.textValue());
        }
        return views;
    }

    private Optional<Instant> time(String field) {
        JsonNode node = body.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        return Optional.of(Optional.of(node)
                .filter(JsonNode::isTextual)
                .flatMap(text -> Instants.read(text.textValue()))
                .orElseThrow(() -> ProblemException.invalid(
                        field, node + " is no time: expected one such as 2026-01-02T03:04:05Z")));
    }
}
