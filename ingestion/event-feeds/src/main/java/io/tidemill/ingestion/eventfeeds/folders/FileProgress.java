package io.tidemill.ingestion.eventfeeds.folders;

import io.tidemill.infra.httpserver.postgres.PostgresPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/**
 * How far the files of watched folders were sent, in schema {@code event_feeds} of PostgreSQL. Safe for any number of
 * threads and processes.
 */
public final class FileProgress {
    private static final String SCHEMA = "event_feeds";

    /** Each takes a connection for as long as it reads; those that are left are for everybody else. */
    private static final int FEEDS_AT_ONCE = 2;

    private final DataSource dataSource;
    private final Clock clock;
    private final Semaphore atOnce = new Semaphore(FEEDS_AT_ONCE);

    FileProgress(DataSource dataSource, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /** Opens the progress of all folders, and brings its schema up to date. */
    public static FileProgress open(DataSource dataSource, Clock clock) {
        PostgresPool.migrate(dataSource, SCHEMA);
        return new FileProgress(dataSource, clock);
    }

    /** What a file can be. */
    enum State {
        SENDING,
        SENT,
        FAILED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A file as it is known.
     *
     * @param state what it is
     * @param acknowledged how many of its events, in their order, are on Kafka for sure
     */
    record Known(State state, long acknowledged) {}

    /** A file by its content; empty if the feed never took it. */
    Optional<Known> find(String feed, String sha256) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT state, acknowledged FROM event_feeds.file WHERE feed = ? AND sha256 = ?")) {
            select.setString(1, feed);
            select.setString(2, sha256);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Known(
                                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                                row.getLong("acknowledged")))
                        : Optional.empty();
            }
        }
    }

    /** Notes that a file is taken; one that failed before begins from its beginning. */
    void begin(String feed, String sha256, String name) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO event_feeds.file (feed, sha256, name, state, acknowledged, bad_lines, detail,"
                                + " begun_at, changed_at) VALUES (?, ?, ?, 'sending', 0, 0, '', ?, ?)"
                                + " ON CONFLICT (feed, sha256) DO UPDATE SET state = 'sending', acknowledged = 0,"
                                + " name = excluded.name, changed_at = excluded.changed_at")) {
            insert.setString(1, feed);
            insert.setString(2, sha256);
            insert.setString(3, name);
            insert.setObject(4, clock.instant().atOffset(ZoneOffset.UTC));
            insert.setObject(5, clock.instant().atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    /** Notes how many events are acknowledged. */
    void acknowledged(String feed, String sha256, long events) throws SQLException {
        update("UPDATE event_feeds.file SET acknowledged = ?, changed_at = ? WHERE feed = ? AND sha256 = ?", update -> {
            update.setLong(1, events);
            update.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
            update.setString(3, feed);
            update.setString(4, sha256);
        });
    }

    /** Notes how it ended. */
    void end(String feed, String sha256, State state, FileReport report) throws SQLException {
        update(
                "UPDATE event_feeds.file SET state = ?, bad_lines = ?, detail = ?, changed_at = ?"
                        + " WHERE feed = ? AND sha256 = ?",
                update -> {
                    update.setString(1, state.text());
                    update.setLong(2, report.badLines());
                    update.setString(3, report.detail());
                    update.setObject(4, clock.instant().atOffset(ZoneOffset.UTC));
                    update.setString(5, feed);
                    update.setString(6, sha256);
                });
    }

    /** How many files of a feed are what. */
    Map<String, Long> counts(String feed) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT state, count(*) FROM event_feeds.file WHERE feed = ? GROUP BY state")) {
            select.setString(1, feed);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts.put(row.getString(1), row.getLong(2));
                }
            }
        }
        return counts;
    }

    /**
     * Runs something that only one server at a time may do for a feed.
     *
     * @return whether it ran; not so where another server does it now, or this one has enough to do
     */
    boolean alone(String feed, Work work) throws Exception {
        if (!atOnce.tryAcquire()) {
            return false;
        }
        try {
            return locked(feed, work);
        } finally {
            atOnce.release();
        }
    }

    private boolean locked(String feed, Work work) throws Exception {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement lock =
                        connection.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))");
                PreparedStatement unlock =
                        connection.prepareStatement("SELECT pg_advisory_unlock(hashtextextended(?, 0))")) {
            String key = "event_feeds/" + feed;
            lock.setString(1, key);
            try (ResultSet locked = lock.executeQuery()) {
                if (!locked.next() || !locked.getBoolean(1)) {
                    return false;
                }
            }
            try {
                work.run();
                return true;
            } finally {
                unlock.setString(1, key);
                unlock.execute();
            }
        }
    }

    /** Something to be done. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    @FunctionalInterface
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private void update(String sql, Parameters parameters) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            parameters.set(update);
            update.executeUpdate();
        }
    }
}
