package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.featurejobs.featureconsistency.report.DayReport;
import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.httpserver.postgres.Rows;
import io.tidemill.infra.httpserver.postgres.Transactions;
import io.tidemill.infra.topictransactions.Outbox;
import io.tidemill.schemas.contracts.Topics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Reports of days, in schema {@code consistency} of PostgreSQL. What belongs together is one transaction: a day, and how far its
 * topic was read; a report, and its verdict in the outbox. Safe for any number of threads and processes.
 */
final class ConsistencyStore {
    static final String SCHEMA = "consistency";
    static final Outbox<FeatureVerdict> VERDICTS = new Outbox<>(
            SCHEMA, Topics.FEATURE_VERDICTS, FeatureVerdict.class, FeatureVerdict::event, 0x7469_6465_0030L);

    private static final String REPORTS =
            "SELECT p.body, r.released_by, r.reason, r.released_at FROM consistency.report p"
                    + " LEFT JOIN consistency.release r ON r.day = p.day AND r.revision = p.revision"
                    + " AND r.compared_at = p.compared_at ";

    /** Those that name an entity in an example, whether alone or with others. */
    private static final String NAMING = "(p.body @> ?::jsonb OR p.body @> ?::jsonb)";

    private final Transactions transactions;

    private ConsistencyStore(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** Opens the store and brings its schema up to date. */
    static ConsistencyStore open(DataSource dataSource) {
        PostgresPool.migrate(dataSource, SCHEMA);
        return new ConsistencyStore(dataSource);
    }

    Transactions transactions() {
        return transactions;
    }

    static void add(Connection connection, LogDay day) throws SQLException {
        Rows.change(
                connection,
                "INSERT INTO consistency.day_revision (day, revision, noted_at, not_before) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                day.day(),
                day.revision(),
                day.notedAt(),
                day.notedAt());
    }

    /** Locks the oldest day that is due, for as long as the transaction lasts; those that others hold are passed over. */
    static Optional<LogDay> claim(Connection connection, Instant now) throws SQLException {
        return Rows.find(
                        connection,
                        row -> new LogDay(
                                row.getObject("day", LocalDate.class),
                                row.getInt("revision"),
                                Rows.instant(row, "noted_at")),
                        "SELECT day, revision, noted_at FROM consistency.day_revision WHERE NOT compared"
                                + " AND not_before <= ? ORDER BY sequence LIMIT 1 FOR UPDATE SKIP LOCKED",
                        now)
                .stream()
                .findFirst();
    }

    /** Puts a day off. */
    static void later(Connection connection, LogDay day, Instant notBefore) throws SQLException {
        Rows.change(
                connection,
                "UPDATE consistency.day_revision SET not_before = ? WHERE day = ? AND revision = ?",
                notBefore,
                day.day(),
                day.revision());
    }

    /** Notes why a day could not be compared, and puts it off; how often that has happened. */
    static int note(Connection connection, LogDay day, String problem, Instant notBefore) throws SQLException {
        return Rows.find(
                        connection,
                        row -> row.getInt(1),
                        "UPDATE consistency.day_revision SET attempts = attempts + 1, problem = ?, not_before = ?"
                                + " WHERE day = ? AND revision = ? RETURNING attempts",
                        problem,
                        notBefore,
                        day.day(),
                        day.revision())
                .get(0);
    }

    /** Has a day compared again; whether it is one that is complete. */
    boolean again(LocalDate day, int revision, Instant now) throws SQLException {
        return transactions.run(connection -> Rows.change(
                        connection,
                        "UPDATE consistency.day_revision SET compared = false, attempts = 0, not_before = ?"
                                + " WHERE day = ? AND revision = ?",
                        now,
                        day,
                        revision)
                == 1);
    }

    /** Keeps a report, has its verdict announced, and ends the waiting of its day. */
    static void keep(Connection connection, DayReport report) throws SQLException {
        Rows.change(
                connection,
                "INSERT INTO consistency.report (day, revision, body, compared_at) VALUES (?, ?, ?::jsonb, ?)"
                        + " ON CONFLICT (day, revision) DO UPDATE SET body = EXCLUDED.body,"
                        + " compared_at = EXCLUDED.compared_at",
                report.day(),
                report.revision(),
                Rows.json(report),
                report.comparedAt());
        Rows.change(
                connection,
                "UPDATE consistency.day_revision SET compared = true, problem = NULL WHERE day = ? AND revision = ?",
                report.day(),
                report.revision());
        VERDICTS.add(connection, FeatureVerdict.of(new ComparedDay(report, Optional.empty())));
    }

    /** Keeps a release of a report and has it announced; whether there was none. */
    boolean release(DayReport report, Release release) throws SQLException {
        return transactions.run(connection -> {
            boolean first = Rows.change(
                            connection,
                            "INSERT INTO consistency.release (day, revision, compared_at, released_by, reason,"
                                    + " released_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                            report.day(),
                            report.revision(),
                            report.comparedAt(),
                            release.by(),
                            release.reason(),
                            release.at())
                    == 1;
            if (first) {
                VERDICTS.add(connection, FeatureVerdict.of(new ComparedDay(report, Optional.of(release))));
            }
            return first;
        });
    }

    /** Reports of a range of days, each day's latest revision alone, the latest day first. */
    List<ComparedDay> list(LocalDate from, LocalDate to, int limit) throws SQLException {
        return transactions.run(connection -> Rows.find(
                connection,
                ConsistencyStore::compared,
                REPORTS + "WHERE p.day BETWEEN ? AND ? AND p.revision ="
                        + " (SELECT max(o.revision) FROM consistency.report o WHERE o.day = p.day)"
                        + " ORDER BY p.day DESC LIMIT ?",
                from,
                to,
                limit));
    }

    /** The report of a day's latest revision. */
    Optional<ComparedDay> find(LocalDate day) throws SQLException {
        return list(day, day, 1).stream().findFirst();
    }

    /** Why a complete day could not be compared so far; empty if that was not tried, or went well. */
    Optional<String> problem(LocalDate day) throws SQLException {
        return transactions.run(connection -> Rows.find(
                        connection,
                        row -> row.getString(1),
                        "SELECT problem FROM consistency.day_revision WHERE day = ? AND problem IS NOT NULL"
                                + " ORDER BY revision DESC LIMIT 1",
                        day)
                .stream()
                .findFirst());
    }

    /** Takes an entity out of the examples of every report; how many reports named it. */
    int forget(String entity) throws SQLException {
        return transactions.run(connection -> {
            int named = 0;
            for (ComparedDay day : Rows.find(
                    connection,
                    ConsistencyStore::compared,
                    REPORTS + "WHERE " + NAMING + " FOR UPDATE OF p",
                    example("entity", entity),
                    example("keys", List.of(entity)))) {
                named += Rows.change(
                        connection,
                        "UPDATE consistency.report SET body = ?::jsonb WHERE day = ? AND revision = ?",
                        Rows.json(day.report().without(entity)),
                        day.report().day(),
                        day.report().revision());
            }
            return named;
        });
    }

    /** How many reports name an entity in an example. */
    int naming(String entity) throws SQLException {
        return transactions.run(connection -> Rows.find(
                        connection,
                        row -> row.getInt(1),
                        "SELECT count(*) FROM consistency.report p WHERE " + NAMING,
                        example("entity", entity),
                        example("keys", List.of(entity)))
                .get(0));
    }

    /** What a report contains that has an example with this field. */
    private static String example(String field, Object value) throws SQLException {
        return Rows.json(Map.of("features", List.of(Map.of("examples", List.of(Map.of(field, value))))));
    }

    /** How many reports there are. */
    int reports() throws SQLException {
        return transactions.run(
                connection -> Rows.find(connection, row -> row.getInt(1), "SELECT count(*) FROM consistency.report")
                        .get(0));
    }

    private static ComparedDay compared(ResultSet row) throws SQLException {
        String by = row.getString("released_by");
        return new ComparedDay(
                Rows.value(row.getString("body"), DayReport.class),
                by == null
                        ? Optional.empty()
                        : Optional.of(new Release(by, row.getString("reason"), Rows.instant(row, "released_at"))));
    }
}
