package io.tidemill.ingestion.lakeapi;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import javax.sql.DataSource;

/** What sources sent of each day, and up to which snapshot of a table that is counted, as rows of PostgreSQL. */
final class SourceDayRows {
    private final DataSource dataSource;

    SourceDayRows(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The snapshot up to which a table's rows are counted. */
    OptionalLong countedUpTo(String table) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT snapshot_id FROM lake_completeness.counted_table WHERE table_name = ?")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** Rows counted of each day of a table. */
    Map<LocalDate, Long> rows(String table) throws SQLException {
        Map<LocalDate, Long> rows = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT day, sum(rows) FROM lake_completeness.source_day WHERE table_name = ? GROUP BY day")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.put(row.getObject(1, LocalDate.class), row.getLong(2));
                }
            }
        }
        return rows;
    }

    /**
     * Adds counts, in one transaction with the snapshot up to which they are.
     *
     * @param recounted days whose counts take the place of those before
     */
    void add(String table, Collection<SourceDay> counts, Collection<LocalDate> recounted, long snapshotId)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                for (LocalDate day : recounted) {
                    delete(connection, table, day);
                }
                for (SourceDay count : counts) {
                    add(connection, table, count);
                }
                setCounted(connection, table, snapshotId);
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** What each source sent of each day of a table from a day on. */
    List<SourceDay> since(String table, LocalDate first) throws SQLException {
        Map<String, SourceDay> sources = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT day, tenant, source, topic_partition, rows, first_event, last_event"
                                + " FROM lake_completeness.source_day WHERE table_name = ? AND day >= ?")) {
            select.setString(1, table);
            select.setObject(2, first);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    SourceDay part = new SourceDay(
                            row.getObject("day", LocalDate.class),
                            row.getString("tenant"),
                            row.getString("source"),
                            row.getLong("rows"),
                            row.getTimestamp("first_event").toInstant(),
                            row.getTimestamp("last_event").toInstant(),
                            new TreeSet<>(List.of(row.getInt("topic_partition"))));
                    sources.merge(part.day() + "\n" + part.tenant() + "\n" + part.source(), part, SourceDay::plus);
                }
            }
        }
        return new ArrayList<>(sources.values());
    }

    private static void delete(Connection connection, String table, LocalDate day) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM lake_completeness.source_day WHERE table_name = ? AND day = ?")) {
            delete.setString(1, table);
            delete.setObject(2, day);
            delete.executeUpdate();
        }
    }

    private static void add(Connection connection, String table, SourceDay count) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "INSERT INTO lake_completeness.source_day AS known (table_name, day, tenant,"
                        + " source, topic_partition, rows, first_event, last_event) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (table_name, day, tenant, source, topic_partition) DO UPDATE SET"
                        + " rows = known.rows + EXCLUDED.rows,"
                        + " first_event = least(known.first_event, EXCLUDED.first_event),"
                        + " last_event = greatest(known.last_event, EXCLUDED.last_event)")) {
            upsert.setString(1, table);
            upsert.setObject(2, count.day());
            upsert.setString(3, count.tenant());
            upsert.setString(4, count.source());
            upsert.setInt(5, count.topicPartitions().first());
            upsert.setLong(6, count.rows());
            upsert.setTimestamp(7, Timestamp.from(count.firstEvent()));
            upsert.setTimestamp(8, Timestamp.from(count.lastEvent()));
            upsert.executeUpdate();
        }
    }

    private static void setCounted(Connection connection, String table, long snapshotId) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "INSERT INTO lake_completeness.counted_table (table_name, snapshot_id) VALUES (?, ?)"
                        + " ON CONFLICT (table_name) DO UPDATE SET snapshot_id = EXCLUDED.snapshot_id")) {
            upsert.setString(1, table);
            upsert.setLong(2, snapshotId);
            upsert.executeUpdate();
        }
    }
}
