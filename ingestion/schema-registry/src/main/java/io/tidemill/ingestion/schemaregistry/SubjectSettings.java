package io.tidemill.ingestion.schemaregistry;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** How compatible new versions must be, and whether there may be any: for all subjects, and for some otherwise. */
final class SubjectSettings {
    static final String COMPATIBILITY = "compatibility";
    static final String MODE = "mode";
    static final String ALL = "";
    static final String READ_WRITE = "READWRITE";
    static final String READ_ONLY = "READONLY";

    /** The level that holds for a subject. */
    Compatibility compatibility(Connection connection, String subject) throws SQLException {
        return Compatibility.of(effective(connection, subject, COMPATIBILITY, Compatibility.BACKWARD.name()))
                .orElse(Compatibility.BACKWARD);
    }

    /** The mode that holds for a subject. */
    String mode(Connection connection, String subject) throws SQLException {
        return effective(connection, subject, MODE, READ_WRITE);
    }

    void requireWritable(Connection connection, String subject) throws SQLException, RegistryProblem {
        if (!mode(connection, subject).equals(READ_WRITE)) {
            throw RegistryProblem.notPermitted("Subject " + subject + " is in read-only mode");
        }
    }

    private static String effective(Connection connection, String subject, String setting, String otherwise)
            throws SQLException {
        Optional<String> own = RegistryStore.setting(connection, subject, setting);
        return own.isPresent()
                ? own.get()
                : RegistryStore.setting(connection, ALL, setting).orElse(otherwise);
    }
}
