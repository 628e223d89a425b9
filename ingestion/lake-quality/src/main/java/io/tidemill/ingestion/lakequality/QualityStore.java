package io.tidemill.ingestion.lakequality;

import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.httpserver.postgres.Rows;
import io.tidemill.infra.httpserver.postgres.Transactions;
import io.tidemill.infra.topictransactions.Outbox;
import io.tidemill.ingestion.lakequality.measures.DayProfile;
import io.tidemill.schemas.contracts.Topics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Judgements of days, in schema {@code quality} of PostgreSQL. What belongs together is one transaction: a day, and how far
 * its topic was read; an evaluation, and its verdict in the outbox. Safe for any number of threads and processes.
 */
final class QualityStore {
    static final String SCHEMA = "quality";
    static final Outbox<VerdictMessage> VERDICTS = new Outbox<>(
            SCHEMA, Topics.QUALITY_VERDICTS, VerdictMessage.class, VerdictMessage::event, 0x7469_6465_0010L);

    private static final String JUDGED =
            "SELECT d.table_name, d.day, d.revision, d.judged, d.problem, e.body, r.released_by, r.reason, r.released_at"
                    + " FROM quality.day_revision d"
                    + " LEFT JOIN LATERAL (SELECT body FROM quality.evaluation e WHERE e.table_name = d.table_name"
                    + " AND e.day = d.day AND e.revision = d.revision ORDER BY judged_at DESC LIMIT 1) e ON true"
                    + " LEFT JOIN quality.release r ON r.table_name = d.table_name AND r.day = d.day"
                    + " AND r.revision = d.revision ";

    private final Transactions transactions;

    private QualityStore(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** Opens the store and brings its schema up to date. */
    static QualityStore open(DataSource dataSource) {
        PostgresPool.migrate(dataSource, SCHEMA);
        return new QualityStore(dataSource);
    }

    Transactions transactions() {
        return transactions;
    }

    static void add(Connection connection, DayRevision day) throws SQLException {
        Rows.change(
                connection,
                "INSERT INTO quality.day_revision (table_name, day, revision, snapshot_id) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                day.table(),
                day.day(),
                day.revision(),
                day.snapshotId());
    }

    /** Locks the oldest day that waits, for as long as the transaction lasts; those that others hold are passed over. */
    static Optional<DayRevision> claim(Connection connection) throws SQLException {
        return Rows.find(
                        connection,
                        QualityStore::day,
                        "SELECT table_name, day, revision, snapshot_id FROM quality.day_revision"
                                + " WHERE NOT judged ORDER BY sequence LIMIT 1 FOR UPDATE SKIP LOCKED")
                .stream()
                .findFirst();
    }

    /** Ends the waiting of a day. */
    static void judged(Connection connection, DayRevision day) throws SQLException {
        Rows.change(
                connection,
                "UPDATE quality.day_revision SET judged = true, problem = NULL"
                        + " WHERE table_name = ? AND day = ? AND revision = ?",
                day.table(),
                day.day(),
                day.revision());
    }

    /** Notes why a day could not be judged; how often that has happened. */
    static int note(Connection connection, DayRevision day, String problem) throws SQLException {
        return Rows.find(
                        connection,
                        row -> row.getInt(1),
                        "UPDATE quality.day_revision SET attempts = attempts + 1, problem = ?"
                                + " WHERE table_name = ? AND day = ? AND revision = ? RETURNING attempts",
                        problem,
                        day.table(),
                        day.day(),
                        day.revision())
                .get(0);
    }

    /** Keeps an evaluation; whether there was none by the same text. */
    static boolean keep(Connection connection, Evaluation evaluation) throws SQLException {
        return keep(connection, evaluation, "DO NOTHING");
    }

    /** Keeps an evaluation in the place of one by the same text. */
    static void keepAgain(Connection connection, Evaluation evaluation) throws SQLException {
        keep(
                connection,
                evaluation,
                "(table_name, day, revision, definition_version) DO UPDATE SET verdict = EXCLUDED.verdict,"
                        + " body = EXCLUDED.body, judged_at = EXCLUDED.judged_at");
    }

    private static boolean keep(Connection connection, Evaluation evaluation, String conflict) throws SQLException {
        return Rows.change(
                        connection,
                        "INSERT INTO quality.evaluation (table_name, day, revision, definition_version, verdict, body,"
                                + " judged_at) VALUES (?, ?, ?, ?, ?, ?::jsonb, ?) ON CONFLICT " + conflict,
                        evaluation.table(),
                        evaluation.day(),
                        evaluation.revision(),
                        evaluation.definitionVersion(),
                        evaluation.verdict().text(),
                        Rows.json(evaluation),
                        evaluation.judgedAt())
                == 1;
    }

    /** Whether there was none. */
    static boolean release(Connection connection, DayRevision day, Release release) throws SQLException {
        return Rows.change(
                        connection,
                        "INSERT INTO quality.release (table_name, day, revision, released_by, reason, released_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        day.table(),
                        day.day(),
                        day.revision(),
                        release.by(),
                        release.reason(),
                        release.at())
                == 1;
    }

    static void send(Connection connection, VerdictMessage message) throws SQLException {
        VERDICTS.add(connection, message);
    }

    /** The revision of a day that was announced: the latest, or the one named. */
    Optional<DayRevision> find(String table, LocalDate day, Optional<Integer> revision) throws SQLException {
        return transactions.run(connection -> Rows.find(
                        connection,
                        QualityStore::day,
                        "SELECT table_name, day, revision, snapshot_id FROM quality.day_revision"
                                + " WHERE table_name = ? AND day = ? ORDER BY revision DESC",
                        table,
                        day)
                .stream()
                .filter(found -> revision.isEmpty() || found.revision() == revision.get())
                .findFirst());
    }

    /** Every revision of a day, the latest first. */
    List<Judged> revisions(String table, LocalDate day) throws SQLException {
        return transactions.run(connection -> Rows.find(
                connection,
                QualityStore::judged,
                JUDGED + "WHERE d.table_name = ? AND d.day = ? ORDER BY d.revision DESC",
                table,
                day));
    }

    /** The revisions of a range of days, the latest days first; days of tables of which nothing is expected left out. */
    List<Judged> list(Optional<String> table, LocalDate from, LocalDate to, int limit) throws SQLException {
        return transactions.run(connection -> Rows.find(
                connection,
                QualityStore::judged,
                JUDGED + "WHERE d.table_name = COALESCE(?, d.table_name) AND d.day BETWEEN ? AND ?"
                        + " AND (e.body IS NOT NULL OR NOT d.judged OR r.reason IS NOT NULL)"
                        + " ORDER BY d.day DESC, d.table_name, d.revision DESC LIMIT ?",
                table.orElse(null),
                from,
                to,
                limit));
    }

    /** The profiles of a table by one text of its expectations. */
    static NavigableMap<LocalDate, DayProfile> profiles(
            Connection connection, String table, String version, LocalDate from, LocalDate to) throws SQLException {
        NavigableMap<LocalDate, DayProfile> profiles = new TreeMap<>();
        Rows.find(
                connection,
                row -> profiles.put(
                        row.getObject("day", LocalDate.class), Rows.value(row.getString("body"), DayProfile.class)),
                "SELECT day, body FROM quality.profile WHERE table_name = ? AND definition_version = ?"
                        + " AND day BETWEEN ? AND ?",
                table,
                version,
                from,
                to);
        return profiles;
    }

    static void keepProfile(Connection connection, String table, String version, LocalDate day, DayProfile profile)
            throws SQLException {
        Rows.change(
                connection,
                "INSERT INTO quality.profile (table_name, day, definition_version, body) VALUES (?, ?, ?, ?::jsonb)"
                        + " ON CONFLICT (table_name, day, definition_version) DO UPDATE SET body = EXCLUDED.body",
                table,
                day,
                version,
                Rows.json(profile));
    }

    private static DayRevision day(ResultSet row) throws SQLException {
        return new DayRevision(
                row.getString("table_name"),
                row.getObject("day", LocalDate.class),
                row.getInt("revision"),
                row.getLong("snapshot_id"));
    }

    private static Judged judged(ResultSet row) throws SQLException {
        String body = row.getString("body");
        String reason = row.getString("reason");
        return new Judged(
                row.getString("table_name"),
                row.getObject("day", LocalDate.class),
                row.getInt("revision"),
                body == null ? Optional.empty() : Optional.of(Rows.value(body, Evaluation.class)),
                reason == null
                        ? Optional.empty()
                        : Optional.of(
                                new Release(row.getString("released_by"), reason, Rows.instant(row, "released_at"))),
                row.getBoolean("judged"),
                Optional.ofNullable(row.getString("problem")));
    }
}
