package io.tidemill.ingestion.schemaregistry;

import io.tidemill.infra.httpserver.routes.Request;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests about schemas by their ids. Safe to share between threads. */
final class SchemaRequests {
    private final RegistryStore store;

    SchemaRequests(RegistryStore store) {
        this.store = store;
    }

    Object all(Request request) throws SQLException, RegistryProblem {
        String prefix = request.query("subjectPrefix").orElse("");
        List<StoredVersion> versions = store.reading(connection -> RegistryStore.all(connection, prefix)).stream()
                .filter(version -> SubjectRequests.wanted(request, version))
                .toList();
        if (SubjectRequests.isTrue(request, "latestOnly")) {
            Map<String, StoredVersion> latest = new LinkedHashMap<>();
            versions.forEach(version -> latest.put(version.subject(), version));
            versions = List.copyOf(latest.values());
        }
        return versions.stream()
                .skip(number(request, "offset", 0))
                .limit(number(request, "limit", Integer.MAX_VALUE))
                .map(StoredVersion::json)
                .toList();
    }

    Object byId(Request request) throws SQLException, RegistryProblem {
        return Map.of("schema", text(request));
    }

    Object textById(Request request) throws SQLException, RegistryProblem {
        return SubjectRequests.json(text(request));
    }

    Object subjects(Request request) throws SQLException, RegistryProblem {
        return places(request).stream().map(StoredVersion::subject).distinct().toList();
    }

    Object versions(Request request) throws SQLException, RegistryProblem {
        return places(request).stream()
                .map(version -> new Place(version.subject(), version.version()))
                .toList();
    }

    /** Where a schema stands. */
    private record Place(String subject, int version) {}

    private List<StoredVersion> places(Request request) throws SQLException, RegistryProblem {
        text(request);
        int id = id(request).orElseThrow();
        return store.reading(connection -> RegistryStore.withId(connection, id)).stream()
                .filter(version -> SubjectRequests.wanted(request, version))
                .toList();
    }

    private String text(Request request) throws SQLException, RegistryProblem {
        Optional<Integer> id = id(request);
        Optional<String> text =
                id.isEmpty() ? Optional.empty() : store.reading(connection -> RegistryStore.text(connection, id.get()));
        return text.orElseThrow(() -> RegistryProblem.noSchema("Schema " + request.path("id")));
    }

    private static Optional<Integer> id(Request request) {
        try {
            return Optional.of(Integer.valueOf(request.path("id")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static int number(Request request, String parameter, int otherwise) {
        return request.query(parameter)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::valueOf)
                .orElse(otherwise);
    }
}
