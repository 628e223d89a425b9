package io.tidemill.ingestion.schemaregistry;

import io.tidemill.infra.httpserver.routes.Request;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Requests about compatibility and mode, of all subjects or of one. Safe to share between threads. */
final class SettingRequests {
    private final RegistryStore store;
    private final SubjectSettings settings = new SubjectSettings();

    SettingRequests(RegistryStore store) {
        this.store = store;
    }

    Object compatibility(Request request) throws SQLException, RegistryProblem {
        return Map.of(
                "compatibilityLevel",
                store.reading(connection -> settings.compatibility(connection, SubjectSettings.ALL))
                        .name());
    }

    Object compatibilityOfSubject(Request request) throws SQLException, RegistryProblem {
        String subject = request.path("subject");
        return Map.of("compatibilityLevel", store.reading(connection -> {
            if (!defaults(request)
                    && RegistryStore.setting(connection, subject, SubjectSettings.COMPATIBILITY)
                            .isEmpty()) {
                throw RegistryProblem.noCompatibility(subject);
            }
            return settings.compatibility(connection, subject).name();
        }));
    }

    Object changeCompatibility(Request request) throws SQLException, RegistryProblem {
        return changeCompatibility(request, SubjectSettings.ALL);
    }

    Object changeCompatibilityOfSubject(Request request) throws SQLException, RegistryProblem {
        return changeCompatibility(request, request.path("subject"));
    }

    Object resetCompatibility(Request request) throws SQLException, RegistryProblem {
        return reset(SubjectSettings.ALL);
    }

    Object resetCompatibilityOfSubject(Request request) throws SQLException, RegistryProblem {
        return reset(request.path("subject"));
    }

    Object mode(Request request) throws SQLException, RegistryProblem {
        return Map.of("mode", store.reading(connection -> settings.mode(connection, SubjectSettings.ALL)));
    }

    Object modeOfSubject(Request request) throws SQLException, RegistryProblem {
        String subject = request.path("subject");
        return Map.of("mode", store.reading(connection -> {
            if (!defaults(request)
                    && RegistryStore.setting(connection, subject, SubjectSettings.MODE)
                            .isEmpty()) {
                throw RegistryProblem.noMode(subject);
            }
            return settings.mode(connection, subject);
        }));
    }

    Object changeMode(Request request) throws SQLException, RegistryProblem {
        return changeMode(request, SubjectSettings.ALL);
    }

    Object changeModeOfSubject(Request request) throws SQLException, RegistryProblem {
        return changeMode(request, request.path("subject"));
    }

    Object resetModeOfSubject(Request request) throws SQLException, RegistryProblem {
        String subject = request.path("subject");
        return Map.of("mode", store.alone(connection -> {
            Optional<String> before = RegistryStore.setting(connection, subject, SubjectSettings.MODE);
            RegistryStore.unset(connection, subject, SubjectSettings.MODE);
            return before.orElseThrow(() -> RegistryProblem.noMode(subject));
        }));
    }

    private Object changeCompatibility(Request request, String subject) throws SQLException, RegistryProblem {
        String wanted = request.json().path("compatibility").asText();
        Compatibility level = Compatibility.of(wanted).orElseThrow(() -> RegistryProblem.invalidCompatibility(wanted));
        store.alone(connection -> {
            RegistryStore.set(connection, subject, SubjectSettings.COMPATIBILITY, level.name());
            return level;
        });
        return Map.of("compatibility", level.name());
    }

    private Object reset(String subject) throws SQLException, RegistryProblem {
        Compatibility before = store.alone(connection -> {
            Compatibility level = settings.compatibility(connection, subject);
            if (!subject.isEmpty()
                    && RegistryStore.setting(connection, subject, SubjectSettings.COMPATIBILITY)
                            .isEmpty()) {
                throw RegistryProblem.noCompatibility(subject);
            }
            RegistryStore.unset(connection, subject, SubjectSettings.COMPATIBILITY);
            return level;
        });
        return Map.of("compatibilityLevel", before.name());
    }

    private Object changeMode(Request request, String subject) throws SQLException, RegistryProblem {
        String mode = request.json().path("mode").asText();
        if (!mode.equals(SubjectSettings.READ_WRITE) && !mode.equals(SubjectSettings.READ_ONLY)) {
            throw RegistryProblem.invalidMode(mode);
        }
        store.alone(connection -> {
            RegistryStore.set(connection, subject, SubjectSettings.MODE, mode);
            return mode;
        });
        return Map.of("mode", mode);
    }

    private static boolean defaults(Request request) {
        return SubjectRequests.isTrue(request, "defaultToGlobal");
    }
}
