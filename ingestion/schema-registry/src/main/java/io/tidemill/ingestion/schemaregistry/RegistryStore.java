package io.tidemill.ingestion.schemaregistry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Schemas, subjects and settings in PostgreSQL. Safe to share between threads and processes. */
final class RegistryStore {
    private static final String VERSIONS = "SELECT v.subject, v.version, v.id, s.text, v.deleted"
            + " FROM schema_registry.subject_version v JOIN schema_registry.schema_text s ON s.id = v.id ";

    private final DataSource postgres;

    RegistryStore(DataSource postgres) {
        this.postgres = postgres;
    }

    /** What is done with a connection, in one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException, RegistryProblem;
    }

    /** Runs a change alone: every other change waits until it is committed. */
    <T> T alone(Work<T> work) throws SQLException, RegistryProblem {
        try (Connection connection = postgres.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement lock =
                    connection.prepareStatement("SELECT next_id FROM schema_registry.registry FOR UPDATE")) {
                lock.execute();
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RegistryProblem | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    /** Reads without waiting for changes. */
    <T> T reading(Work<T> work) throws SQLException, RegistryProblem {
        try (Connection connection = postgres.getConnection()) {
            return work.run(connection);
        }
    }

    /** The versions of a subject, deleted ones too, ascending; empty when there is no such subject. */
    static List<StoredVersion> versions(Connection connection, String subject) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(VERSIONS + "WHERE v.subject = ? ORDER BY v.version")) {
            select.setString(1, subject);
            return versions(select);
        }
    }

    /** The versions, deleted ones too, that have the schema of an id. */
    static List<StoredVersion> withId(Connection connection, int id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(VERSIONS + "WHERE v.id = ? ORDER BY v.subject, v.version")) {
            select.setInt(1, id);
            return versions(select);
        }
    }

    /** Every version, deleted ones too, of the subjects whose name has this beginning. */
    static List<StoredVersion> all(Connection connection, String prefix) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                VERSIONS + "WHERE starts_with(v.subject, ?) ORDER BY v.subject, v.version")) {
            select.setString(1, prefix);
            return versions(select);
        }
    }

    /** The text of a schema. */
    static Optional<String> text(Connection connection, int id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT text FROM schema_registry.schema_text WHERE id = ?")) {
            select.setInt(1, id);
            return first(select);
        }
    }

    /** The id of a schema: the one it has, or the next. */
    static int idOf(Connection connection, String text) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id FROM schema_registry.schema_text WHERE digest = ? AND text = ? ORDER BY id LIMIT 1")) {
            select.setBytes(1, digest(text));
            select.setString(2, text);
            Optional<String> known = first(select);
            if (known.isPresent()) {
                return Integer.parseInt(known.get());
            }
        }
        try (PreparedStatement next = connection.prepareStatement(
                "UPDATE schema_registry.registry SET next_id = next_id + 1 RETURNING next_id - 1")) {
            int id = Integer.parseInt(first(next).orElseThrow());
            addText(connection, id, text);
            return id;
        }
    }

    /** Keeps a schema under an id, if nothing is kept under it. */
    static void addText(Connection connection, int id, String text) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO schema_registry.schema_text (id, text, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
            insert.setInt(1, id);
            insert.setString(2, text);
            insert.setBytes(3, digest(text));
            insert.executeUpdate();
        }
    }

    /** Adds a version to a subject, if it does not have it; says whether it was added. */
    static boolean addVersion(Connection connection, String subject, int version, int id, String by, Instant at)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO schema_registry.subject_version"
                        + " (subject, version, id, registered_by, registered_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, subject);
            insert.setInt(2, version);
            insert.setInt(3, id);
            insert.setString(4, by);
            insert.setObject(5, at.atOffset(ZoneOffset.UTC));
            return insert.executeUpdate() == 1;
        }
    }

    /** Marks a version as deleted. */
    static void markDeleted(Connection connection, StoredVersion version) throws SQLException {
        change(connection, version, "UPDATE schema_registry.subject_version SET deleted = true");
    }

    /** Takes a version away for good; its schema stays under its id. */
    static void remove(Connection connection, StoredVersion version) throws SQLException {
        change(connection, version, "DELETE FROM schema_registry.subject_version");
    }

    /** A setting of a subject; the empty subject stands for all. */
    static Optional<String> setting(Connection connection, String subject, String setting) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT value FROM schema_registry.subject_setting WHERE subject = ? AND setting = ?")) {
            select.setString(1, subject);
            select.setString(2, setting);
            return first(select);
        }
    }

    /** Sets a setting. */
    static void set(Connection connection, String subject, String setting, String value) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO schema_registry.subject_setting"
                + " (subject, setting, value) VALUES (?, ?, ?)"
                + " ON CONFLICT (subject, setting) DO UPDATE SET value = excluded.value")) {
            upsert.setString(1, subject);
            upsert.setString(2, setting);
            upsert.setString(3, value);
            upsert.executeUpdate();
        }
    }

    /** Takes a setting away. */
    static void unset(Connection connection, String subject, String setting) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM schema_registry.subject_setting WHERE subject = ? AND setting = ?")) {
            delete.setString(1, subject);
            delete.setString(2, setting);
            delete.executeUpdate();
        }
    }

    private static void change(Connection connection, StoredVersion version, String sql) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(sql + " WHERE subject = ? AND version = ?")) {
            change.setString(1, version.subject());
            change.setInt(2, version.version());
            change.executeUpdate();
        }
    }

    private static List<StoredVersion> versions(PreparedStatement select) throws SQLException {
        List<StoredVersion> versions = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                versions.add(new StoredVersion(
                        rows.getString(1), rows.getInt(2), rows.getInt(3), rows.getString(4), rows.getBoolean(5)));
            }
        }
        return versions;
    }

    private static Optional<String> first(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
