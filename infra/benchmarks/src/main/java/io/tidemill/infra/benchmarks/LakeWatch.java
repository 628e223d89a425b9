package io.tidemill.infra.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How many rows a reader of the lake sees: the current snapshot's own count, by way of the catalogue, as any Iceberg reader
 * finds the table. For warehouses on a local disk.
 */
final class LakeWatch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;
    private final PreparedStatement location;
    private String lastLocation = "";
    private TableState last = TableState.NONE;

    /** @param table its name within the namespace */
    LakeWatch(String catalogUri, String table) throws SQLException {
        connection = DriverManager.getConnection(catalogUri);
        location = connection.prepareStatement(
                "select metadata_location from iceberg_tables where table_namespace = ? and table_name = ?");
        location.setString(1, LakeTables.NAMESPACE);
        location.setString(2, table);
    }

    /** Rows in the current snapshot; 0 before the first, and while there is no catalogue. */
    long rows() throws SQLException, IOException {
        return state().rows();
    }

    /** The table as a reader finds it now. */
    TableState state() throws SQLException, IOException {
        if (lastLocation.isEmpty() && !hasCatalogue()) {
            return TableState.NONE;
        }
        String current = "";
        try (ResultSet result = location.executeQuery()) {
            if (result.next()) {
                current = result.getString(1);
            }
        }
        if (!current.equals(lastLocation)) {
            lastLocation = current;
            String metadata = Files.readString(path(current));
            last = TableState.of(JSON.readTree(metadata), metadata.length());
        }
        return last;
    }

    private boolean hasCatalogue() throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "iceberg_tables", null)) {
            return tables.next();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static Path path(String location) {
        return location.startsWith("file:") ? Path.of(URI.create(location).getPath()) : Path.of(location);
    }
}
