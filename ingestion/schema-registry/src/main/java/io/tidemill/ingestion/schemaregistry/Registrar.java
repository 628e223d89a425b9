package io.tidemill.ingestion.schemaregistry;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.schemas.contracts.EventDataRules;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.registryclient.EventSubjects;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/** Takes new versions and lets go of old ones, each in one transaction with the checks it needs. */
final class Registrar {
    private final RegistryStore store;
    private final SubjectSettings settings;
    private final SchemaDependents dependents;
    private final Clock clock;

    Registrar(RegistryStore store, SubjectSettings settings, SchemaDependents dependents, Clock clock) {
        this.store = Objects.requireNonNull(store, "store");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.dependents = Objects.requireNonNull(dependents, "dependents");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** The Avro schema of a request's body. */
    static Schema proposed(JsonNode body) throws RegistryProblem {
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw RegistryProblem.invalidSchema("schemaType " + type + ": expected AVRO");
        }
        if (!body.path("references").isEmpty()) {
            throw RegistryProblem.invalidSchema("references: expected none, but one schema that holds all its types");
        }
        JsonNode text = body.path("schema");
        if (!text.isTextual()) {
            throw RegistryProblem.invalidSchema("expected the schema as a text in the field schema");
        }
        return AvroText.parse(text.asText());
    }

    /** Registers a schema under a subject; does nothing where it stands there already. */
    StoredVersion register(String subject, Schema proposed, String by) throws SQLException, RegistryProblem {
        requireWritable(subject);
        String text = AvroText.of(proposed);
        return store.alone(connection -> {
            settings.requireWritable(connection, subject);
            List<StoredVersion> all = RegistryStore.versions(connection, subject);
            List<StoredVersion> earlier = present(all);
            Optional<StoredVersion> same = earlier.stream()
                    .filter(version -> version.schema().equals(text))
                    .findFirst();
            if (same.isPresent()) {
                return same.get();
            }
            requireEventType(connection, subject, proposed);
            Optional<String> refusal = refusal(connection, subject, proposed, earlier);
            if (refusal.isPresent()) {
                throw RegistryProblem.incompatible(refusal.get());
            }
            int version = all.isEmpty() ? 1 : all.get(all.size() - 1).version() + 1;
            int id = RegistryStore.idOf(connection, text);
            RegistryStore.addVersion(connection, subject, version, id, by, clock.instant());
            return new StoredVersion(subject, version, id, text, false);
        });
    }

    /** Why a schema cannot follow some versions of a subject, in words; empty when it can. */
    Optional<String> refusal(Connection connection, String subject, Schema proposed, List<StoredVersion> earlier)
            throws SQLException {
        Compatibility level = settings.compatibility(connection, subject);
        if (earlier.isEmpty() || level == Compatibility.NONE) {
            return Optional.empty();
        }
        List<String> violations = level.violations(proposed, earlier);
        Schema latest = AvroText.parsedBefore(earlier.get(earlier.size() - 1).schema());
        Set<String> fields = BreakingChange.fields(latest, proposed);
        List<SchemaDependents.Dependent> broken = dependentsOn(subject, fields);
        return violations.isEmpty() && broken.isEmpty()
                ? Optional.empty()
                : Optional.of(BreakingChange.text(subject, level, violations, fields, broken));
    }

    /** Deletes versions, so that only who asks for deleted ones finds them; or for good those that are deleted. */
    List<Integer> delete(String subject, List<StoredVersion> versions, Deletion deletion)
            throws SQLException, RegistryProblem {
        requireWritable(subject);
        return store.alone(connection -> {
            settings.requireWritable(connection, subject);
            requireDeletable(connection, subject, versions);
            List<Integer> deleted = new ArrayList<>();
            for (StoredVersion version : versions) {
                if (deletion == Deletion.FOR_GOOD) {
                    RegistryStore.remove(connection, version);
                } else {
                    RegistryStore.markDeleted(connection, version);
                }
                deleted.add(version.version());
            }
            return deleted;
        });
    }

    /** How far a deletion goes. */
    enum Deletion {
        /** It can still be found. */
        MARKED,
        /** It cannot. */
        FOR_GOOD
    }

    static List<StoredVersion> present(List<StoredVersion> versions) {
        return versions.stream().filter(version -> !version.deleted()).toList();
    }

    private void requireDeletable(Connection connection, String subject, List<StoredVersion> versions)
            throws SQLException, RegistryProblem {
        for (StoredVersion version : versions) {
            if (version.id() <= ReleasedSeed.LAST_RELEASED_ID
                    && EventSubjects.typeOf(subject).isPresent()) {
                throw RegistryProblem.notPermitted(
                        "version " + version.version() + " of " + subject + " is released with the code");
            }
        }
        List<StoredVersion> left = new ArrayList<>(present(RegistryStore.versions(connection, subject)));
        if (left.isEmpty()) {
            return;
        }
        Schema latest = AvroText.parsedBefore(left.get(left.size() - 1).schema());
        left.removeIf(version -> versions.stream().anyMatch(each -> each.version() == version.version()));
        if (left.isEmpty() && latest.getType() == Schema.Type.RECORD) {
            Set<String> fields = new LinkedHashSet<>();
            latest.getFields().forEach(field -> fields.add(field.name()));
            List<SchemaDependents.Dependent> broken = dependentsOn(subject, fields);
            if (!broken.isEmpty()) {
                throw RegistryProblem.incompatible(
                        "Without subject " + subject + " this would break: " + BreakingChange.names(broken));
            }
        }
    }

    private List<SchemaDependents.Dependent> dependentsOn(String subject, Set<String> fields) {
        Optional<String> type = EventSubjects.typeOf(subject);
        return type.isEmpty() || fields.isEmpty() ? List.of() : dependents.on(type.get(), fields);
    }

    private static void requireWritable(String subject) throws RegistryProblem {
        if (ReleasedSeed.isOwn(subject)) {
            throw RegistryProblem.notPermitted(
                    "subject " + subject + " is one of Tidemill's own, whose schemas are released with the code");
        }
    }

    /** A subject of an event type has a name that can be one, and a schema that a table can follow. */
    private static void requireEventType(Connection connection, String subject, Schema proposed)
            throws SQLException, RegistryProblem {
        Optional<String> type = EventSubjects.typeOf(subject);
        if (type.isEmpty()) {
            return;
        }
        Optional<String> violation = EventTypes.nameViolation(type.get()).or(() -> EventDataRules.violation(proposed));
        if (violation.isPresent()) {
            throw RegistryProblem.invalidSchema(violation.get());
        }
        String table = LakeTables.ofEvents(type.get());
        for (StoredVersion version : RegistryStore.all(connection, EventSubjects.prefix())) {
            Optional<String> other = EventSubjects.typeOf(version.subject());
            if (other.isPresent()
                    && !other.get().equals(type.get())
                    && LakeTables.ofEvents(other.get()).equals(table)) {
                throw RegistryProblem.invalidSchema("event type " + type.get() + " would have table " + table
                        + ", which is that of " + other.get() + ": expected another name");
            }
        }
    }
}
