package io.tidemill.ingestion.lineage.delivery;

import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.httpserver.postgres.Rows;
import io.tidemill.infra.httpserver.postgres.Transactions;
import io.tidemill.ingestion.lineage.openlineage.RunEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Events on their way, in schema {@code lineage} of PostgreSQL. Whoever makes an event writes it in the transaction that
 * notes what it is about, so that there is one of each.
 */
public final class Outbox {
    private static final String SCHEMA = "lineage";

    private final Transactions transactions;

    private Outbox(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** Opens it and brings its schema up to date. */
    public static Outbox open(DataSource dataSource) {
        PostgresPool.migrate(dataSource, SCHEMA);
        return new Outbox(dataSource);
    }

    /** The transactions of this outbox. */
    public Transactions transactions() {
        return transactions;
    }

    /** Puts an event in. */
    public static void add(Connection connection, RunEvent event) throws SQLException {
        Rows.change(
                connection,
                "INSERT INTO lineage.event (job, body) VALUES (?, ?)",
                event.job().name(),
                event.json().toString());
    }

    /**
     * An event that waits.
     *
     * @param id its place
     * @param job whose run it is about
     * @param body as JSON
     */
    public record Waiting(long id, String job, String body) {}

    /**
     * How far a transport has come.
     *
     * @param nextId the first place that has not been dealt with
     * @param dropped how many events it never got
     * @param length of a file: up to the last event that counts as delivered
     */
    public record Place(long nextId, long dropped, long length) {}

    Place place(String transport) throws SQLException {
        return transactions.run(connection -> {
            Rows.change(
                    connection,
                    "INSERT INTO lineage.delivery (transport, next_id) VALUES (?, 1) ON CONFLICT DO NOTHING",
                    transport);
            return Rows.find(
                            connection,
                            row -> new Place(row.getLong("next_id"), row.getLong("dropped"), row.getLong("length")),
                            "SELECT next_id, dropped, length FROM lineage.delivery WHERE transport = ?",
                            transport)
                    .get(0);
        });
    }

    void setPlace(String transport, Place place) throws SQLException {
        transactions.run(connection -> Rows.change(
                connection,
                "UPDATE lineage.delivery SET next_id = ?, dropped = ?, length = ? WHERE transport = ?",
                place.nextId(),
                place.dropped(),
                place.length(),
                transport));
    }

    /** The events that wait for a transport, the oldest first; those still being written are behind them. */
    List<Waiting> from(long id, int limit) throws SQLException {
        return transactions.run(connection -> Rows.find(
                connection,
                row -> new Waiting(row.getLong("id"), row.getString("job"), row.getString("body")),
                "SELECT id, job, body FROM lineage.event WHERE id >= ? ORDER BY id LIMIT ?",
                id,
                limit));
    }

    /** How many wait from a place on. */
    long waiting(long id) throws SQLException {
        return transactions.run(connection -> Rows.find(
                        connection, row -> row.getLong(1), "SELECT count(*) FROM lineage.event WHERE id >= ?", id)
                .get(0));
    }

    /** The place of the newest events but so many. */
    long placeOfNewest(int events) throws SQLException {
        return transactions.run(connection -> Rows.find(
                        connection,
                        row -> row.getLong(1),
                        "SELECT min(id) FROM (SELECT id FROM lineage.event ORDER BY id DESC LIMIT ?) newest",
                        events)
                .get(0));
    }

    /** Forgets what every one of these transports has dealt with; nothing before each of them has begun. */
    void sweep(List<String> transports) throws SQLException {
        String[] names = transports.toArray(String[]::new);
        transactions.run(connection -> Rows.change(
                connection,
                "DELETE FROM lineage.event WHERE id < (SELECT min(next_id) FROM lineage.delivery"
                        + " WHERE transport = ANY(?) HAVING count(*) = ?)",
                names,
                names.length));
    }
}
