package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.trainingtriggers.partitionwatch.Run.CompletedPartition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;

/** Completed partitions, and how far their topic has been worked through, as rows. */
final class PartitionRows {
    private PartitionRows() {}

    static void insert(Connection connection, CompletedPartition partition) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO training.completed_partition (table_name, day, revision, snapshot_id) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING")) {
            insert.setString(1, partition.table());
            insert.setObject(2, partition.day());
            insert.setInt(3, partition.revision());
            insert.setLong(4, partition.snapshotId());
            insert.executeUpdate();
        }
    }

    /** The latest complete day of a table before another day. */
    static Optional<LocalDate> latestBefore(Connection connection, String table, LocalDate day) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT max(day) FROM training.completed_partition WHERE table_name = ? AND day < ?")) {
            select.setString(1, table);
            select.setObject(2, day);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getObject(1, LocalDate.class)) : Optional.empty();
            }
        }
    }

    static long position(Connection connection, String topic) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT next_offset FROM training.topic_position WHERE topic = ?")) {
            select.setString(1, topic);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    static void setPosition(Connection connection, String topic, long next) throws SQLException {
        try (PreparedStatement upsert =
                connection.prepareStatement("INSERT INTO training.topic_position (topic, next_offset) VALUES (?, ?)"
                        + " ON CONFLICT (topic) DO UPDATE SET next_offset = EXCLUDED.next_offset")) {
            upsert.setString(1, topic);
            upsert.setLong(2, next);
            upsert.executeUpdate();
        }
    }
}
