package io.tidemill.ingestion.schemaregistry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.Request;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** Requests about subjects and their versions. Safe to share between threads. */
final class SubjectRequests {
    private static final String LATEST = "latest";

    private final RegistryStore store;
    private final Registrar registrar;

    SubjectRequests(RegistryStore store, Registrar registrar) {
        this.store = store;
        this.registrar = registrar;
    }

    Object subjects(Request request) throws SQLException, RegistryProblem {
        String prefix = request.query("subjectPrefix").orElse("");
        return store.reading(connection -> RegistryStore.all(connection, prefix)).stream()
                .filter(version -> wanted(request, version))
                .map(StoredVersion::subject)
                .distinct()
                .toList();
    }

    Object versions(Request request) throws SQLException, RegistryProblem {
        List<Integer> versions = of(request).stream()
                .filter(version -> wanted(request, version))
                .map(StoredVersion::version)
                .toList();
        if (versions.isEmpty()) {
            throw RegistryProblem.noSubject(request.path("subject"));
        }
        return versions;
    }

    Object version(Request request) throws SQLException, RegistryProblem {
        return found(request).json();
    }

    Object schemaOfVersion(Request request) throws SQLException, RegistryProblem {
        return json(found(request).schema());
    }

    /** Nothing refers to another schema here. */
    Object referencedBy(Request request) throws SQLException, RegistryProblem {
        found(request);
        return List.of();
    }

    Object register(Request request) throws SQLException, RegistryProblem {
        Schema proposed = Registrar.proposed(request.json());
        StoredVersion version = registrar.register(
                request.path("subject"), proposed, request.caller().subject());
        return Map.of("id", version.id());
    }

    Object lookUp(Request request) throws SQLException, RegistryProblem {
        String text = AvroText.of(Registrar.proposed(request.json()));
        List<StoredVersion> versions =
                of(request).stream().filter(version -> wanted(request, version)).toList();
        if (versions.isEmpty()) {
            throw RegistryProblem.noSubject(request.path("subject"));
        }
        return versions.stream()
                .filter(version -> version.schema().equals(text))
                .findFirst()
                .orElseThrow(() -> RegistryProblem.noSchema("Schema"))
                .json();
    }

    Object deleteSubject(Request request) throws SQLException, RegistryProblem {
        String subject = request.path("subject");
        List<StoredVersion> all = of(request);
        List<StoredVersion> present = Registrar.present(all);
        if (all.isEmpty()) {
            throw RegistryProblem.noSubject(subject);
        }
        if (forGood(request)) {
            if (!present.isEmpty()) {
                throw RegistryProblem.subjectNotDeleted(subject);
            }
            return registrar.delete(subject, all, Registrar.Deletion.FOR_GOOD);
        }
        if (present.isEmpty()) {
            throw RegistryProblem.subjectDeleted(subject);
        }
        return registrar.delete(subject, present, Registrar.Deletion.MARKED);
    }

    Object deleteVersion(Request request) throws SQLException, RegistryProblem {
        String subject = request.path("subject");
        List<StoredVersion> all = of(request);
        StoredVersion version =
                find(all, subject, request.path("version"), forGood(request) ? all : Registrar.present(all));
        Registrar.Deletion deletion = forGood(request) ? Registrar.Deletion.FOR_GOOD : Registrar.Deletion.MARKED;
        if (deletion == Registrar.Deletion.FOR_GOOD && !version.deleted()) {
            throw RegistryProblem.versionNotDeleted(subject, version.version());
        }
        return registrar.delete(subject, List.of(version), deletion).get(0);
    }

    /** Whether a schema could be registered, checked against one version. */
    Object compatibleWithVersion(Request request) throws SQLException, RegistryProblem {
        Schema proposed = Registrar.proposed(request.json());
        List<StoredVersion> present = Registrar.present(of(request));
        if (present.isEmpty() && request.path("version").equals(LATEST)) {
            return verdict(request, Optional.empty());
        }
        StoredVersion version = find(of(request), request.path("subject"), request.path("version"), present);
        return verdict(request, proposed, List.of(version));
    }

    /** Whether a schema could be registered, checked as it would be then. */
    Object compatible(Request request) throws SQLException, RegistryProblem {
        return verdict(request, Registrar.proposed(request.json()), Registrar.present(of(request)));
    }

    private Object verdict(Request request, Schema proposed, List<StoredVersion> earlier)
            throws SQLException, RegistryProblem {
        return verdict(
                request,
                store.reading(connection -> registrar.refusal(connection, request.path("subject"), proposed, earlier)));
    }

    private static Map<String, Object> verdict(Request request, Optional<String> refusal) {
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("is_compatible", refusal.isEmpty());
        if (isTrue(request, "verbose")) {
            verdict.put("messages", refusal.stream().toList());
        }
        return verdict;
    }

    private StoredVersion found(Request request) throws SQLException, RegistryProblem {
        List<StoredVersion> all = of(request);
        List<StoredVersion> visible =
                all.stream().filter(version -> wanted(request, version)).toList();
        return find(all, request.path("subject"), request.path("version"), visible);
    }

    private static StoredVersion find(
            List<StoredVersion> all, String subject, String wanted, List<StoredVersion> visible)
            throws RegistryProblem {
        int number = wanted.equals(LATEST) || wanted.equals("-1") ? -1 : number(wanted);
        if (all.isEmpty() || visible.isEmpty() && number < 0) {
            throw RegistryProblem.noSubject(subject);
        }
        if (number < 0) {
            return visible.get(visible.size() - 1);
        }
        Optional<StoredVersion> version =
                visible.stream().filter(each -> each.version() == number).findFirst();
        if (version.isPresent()) {
            return version.get();
        }
        if (visible.isEmpty()) {
            throw RegistryProblem.noSubject(subject);
        }
        throw RegistryProblem.noVersion(wanted);
    }

    private static int number(String version) throws RegistryProblem {
        if (!version.matches("[1-9]\\d{0,8}")) {
            throw RegistryProblem.invalidVersion(version);
        }
        return Integer.parseInt(version);
    }

    private List<StoredVersion> of(Request request) throws SQLException, RegistryProblem {
        return store.reading(connection -> RegistryStore.versions(connection, request.path("subject")));
    }

    private static boolean forGood(Request request) {
        return isTrue(request, "permanent");
    }

    /** Deleted ones are for who asks for them. */
    static boolean wanted(Request request, StoredVersion version) {
        if (isTrue(request, "deletedOnly")) {
            return version.deleted();
        }
        return !version.deleted() || isTrue(request, "deleted");
    }

    /** Whether a parameter says true, in whatever case: Confluent's client for Python writes True. */
    static boolean isTrue(Request request, String parameter) {
        return request.query(parameter).filter("true"::equalsIgnoreCase).isPresent();
    }

    static JsonNode json(String schema) {
        try {
            return Json.MAPPER.readTree(schema);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema that was kept is no JSON", e);
        }
    }
}
