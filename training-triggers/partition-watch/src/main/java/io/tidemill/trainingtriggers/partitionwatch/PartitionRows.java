package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.trainingtriggers.partitionwatch.Run.CompletedPartition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;

/** Completed partitions as rows. */
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
}
