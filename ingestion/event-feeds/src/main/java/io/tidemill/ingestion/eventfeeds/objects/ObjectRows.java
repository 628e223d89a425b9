package io.tidemill.ingestion.eventfeeds.objects;

import io.tidemill.ingestion.lakeversions.erasure.Person;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Who stored which object, in schema {@code event_feeds} of PostgreSQL. Safe for any number of threads and processes. */
final class ObjectRows {
    private final DataSource dataSource;
    private final Clock clock;

    ObjectRows(DataSource dataSource, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /**
     * An object as a tenant stored it.
     *
     * @param bytes which bytes
     * @param tenant whose
     * @param subject the entity it is about
     * @param name what its sender calls it; null for nothing
     * @param storedAt when it was stored first
     */
    record Row(StoredBytes bytes, String tenant, String subject, @Nullable String name, Instant storedAt) {}

    /** The row of an object. */
    record Key(String sha256, String tenant, String subject) {}

    /** What became of an object's bytes. */
    enum Bytes {
        REMOVED,
        /** Another row has them. */
        SHARED
    }

    /**
     * Notes that a tenant has stored an object about a subject; what was noted first stays.
     *
     * @return what is noted; empty if the bytes were removed since they were stored, as an erasure of their only owner does
     */
    Optional<Row> note(
            StoredBytes bytes, String tenant, String subject, @Nullable String name, String by, ObjectFiles files)
            throws SQLException {
        return locked(bytes.sha256(), connection -> {
            Row row = insert(connection, bytes, tenant, subject, name, by);
            return files.has(bytes.sha256()) ? Optional.of(row) : Optional.empty();
        });
    }

    private Row insert(
            Connection connection, StoredBytes bytes, String tenant, String subject, @Nullable String name, String by)
            throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO event_feeds.object (sha256, tenant, subject, size, media_type, name, stored_by,"
                        + " stored_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256, tenant, subject)"
                        + " DO UPDATE SET sha256 = excluded.sha256"
                        + " RETURNING size, media_type, name, stored_at")) {
            insert.setString(1, bytes.sha256());
            insert.setString(2, tenant);
            insert.setString(3, subject);
            insert.setLong(4, bytes.size());
            insert.setString(5, bytes.mediaType());
            insert.setString(6, name);
            insert.setString(7, by);
            insert.setObject(8, now.atOffset(ZoneOffset.UTC));
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row(row, bytes.sha256(), tenant, subject);
            }
        }
    }

    /**
     * An object by its hash.
     *
     * @param tenant whose it has to be; empty for anybody's
     */
    Optional<Row> find(String sha256, Optional<String> tenant) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT size, media_type, name, stored_at, tenant, subject FROM event_feeds.object"
                                + " WHERE sha256 = ? AND (? OR tenant = ?) ORDER BY stored_at LIMIT 1")) {
            select.setString(1, sha256);
            select.setBoolean(2, tenant.isEmpty());
            select.setString(3, tenant.orElse(""));
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(row(row, sha256, row.getString("tenant"), row.getString("subject")))
                        : Optional.empty();
            }
        }
    }

    /** Objects about a person. */
    List<Key> of(Person person) throws SQLException {
        return keys(
                "subject = ? AND (? OR tenant = ?)",
                person.subject(),
                person.tenant().isEmpty(),
                person.tenant().orElse(""));
    }

    /** Objects whose row mentions a person. */
    List<Key> mentioning(Person person) throws SQLException {
        List<Key> found = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT sha256, tenant, subject, coalesce(name, '') AS name FROM event_feeds.object"
                                + " WHERE position(? IN subject || ' ' || coalesce(name, '')) > 0"
                                + " AND (? OR tenant = ?)")) {
            select.setString(1, person.subject());
            select.setBoolean(2, person.tenant().isEmpty());
            select.setString(3, person.tenant().orElse(""));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (person.isMentionedIn(row.getString("subject")) || person.isMentionedIn(row.getString("name"))) {
                        found.add(key(row));
                    }
                }
            }
        }
        return found;
    }

    /** Whether anybody has an object. */
    boolean isKnown(String sha256) throws SQLException {
        return find(sha256, Optional.empty()).isPresent();
    }

    /** How many rows there are. */
    int count() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM event_feeds.object");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Lets go of a row, and of the bytes where no other row has them: of the bytes first, for without the row nobody would. */
    Bytes forget(Key key, ObjectFiles files) throws IOException, SQLException {
        try {
            return locked(key.sha256(), connection -> {
                        Bytes bytes = others(connection, key) ? Bytes.SHARED : Bytes.REMOVED;
                        if (bytes == Bytes.REMOVED) {
                            delete(files, key.sha256());
                        }
                        try (PreparedStatement delete = connection.prepareStatement(
                                "DELETE FROM event_feeds.object WHERE sha256 = ? AND tenant = ? AND subject = ?")) {
                            delete.setString(1, key.sha256());
                            delete.setString(2, key.tenant());
                            delete.setString(3, key.subject());
                            delete.executeUpdate();
                        }
                        return Optional.of(bytes);
                    })
                    .orElseThrow();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Lets go of who stored objects about others, where that is a person. */
    void forgetSender(Person person) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE event_feeds.object SET stored_by = 'erased' WHERE stored_by = ? AND (? OR tenant = ?)")) {
            update.setString(1, person.subject());
            update.setBoolean(2, person.tenant().isEmpty());
            update.setString(3, person.tenant().orElse(""));
            update.executeUpdate();
        }
    }

    private static void delete(ObjectFiles files, String sha256) {
        try {
            files.delete(sha256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean others(Connection connection, Key key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT EXISTS (SELECT 1 FROM event_feeds.object"
                + " WHERE sha256 = ? AND (tenant <> ? OR subject <> ?))")) {
            select.setString(1, key.sha256());
            select.setString(2, key.tenant());
            select.setString(3, key.subject());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private List<Key> keys(String condition, Object... values) throws SQLException {
        List<Key> keys = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT sha256, tenant, subject FROM event_feeds.object WHERE " + condition)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    keys.add(key(row));
                }
            }
        }
        return keys;
    }

    private static Key key(ResultSet row) throws SQLException {
        return new Key(row.getString("sha256"), row.getString("tenant"), row.getString("subject"));
    }

    /** Work on the rows and the bytes of one object, which nobody else works on meanwhile; undone where it gives nothing. */
    private <T> Optional<T> locked(String sha256, Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            Optional<T> done = Optional.empty();
            try {
                try (PreparedStatement lock =
                        connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
                    lock.setString(1, "event_feeds/" + sha256);
                    lock.execute();
                }
                Optional<T> result = work.on(connection);
                if (result.isPresent()) {
                    connection.commit();
                    done = result;
                }
                return result;
            } finally {
                if (done.isEmpty()) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        Optional<T> on(Connection connection) throws SQLException;
    }

    private static Row row(ResultSet row, String sha256, String tenant, String subject) throws SQLException {
        return new Row(
                new StoredBytes(sha256, row.getLong("size"), row.getString("media_type")),
                tenant,
                subject,
                row.getString("name"),
                row.getObject("stored_at", OffsetDateTime.class).toInstant());
    }
}
