package io.tidemill.ingestion.eventfeeds.objects;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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

    /**
     * Notes that a tenant has stored an object about a subject; what was noted first stays.
     *
     * @return what is noted
     */
    Row note(StoredBytes bytes, String tenant, String subject, @Nullable String name, String by) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
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

    private static Row row(ResultSet row, String sha256, String tenant, String subject) throws SQLException {
        return new Row(
                new StoredBytes(sha256, row.getLong("size"), row.getString("media_type")),
                tenant,
                subject,
                row.getString("name"),
                row.getObject("stored_at", OffsetDateTime.class).toInstant());
    }
}
