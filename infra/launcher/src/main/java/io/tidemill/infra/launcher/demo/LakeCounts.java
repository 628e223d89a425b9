package io.tidemill.infra.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Counts the rows of the lake as its catalogue and the tables' metadata tell them. Not safe to share between threads. */
final class LakeCounts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String catalogUri;
    private final Map<String, Long> rowsByMetadata = new HashMap<>();

    /**
     * @param catalogUri the JDBC URL of the Iceberg catalogue
     */
    LakeCounts(String catalogUri) {
        this.catalogUri = catalogUri;
    }

    /** Rows of the tables of these event types, as of each table's current snapshot. */
    long rows(Collection<String> eventTypes) throws IOException, SQLException {
        Map<String, String> metadata = metadata();
        long rows = 0;
        for (String type : eventTypes) {
            String location = metadata.get(LakeTables.ofEvents(type));
            rows += location == null ? 0 : rows(location);
        }
        return rows;
    }

    private Map<String, String> metadata() throws SQLException {
        Map<String, String> found = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(catalogUri)) {
            if (!hasTables(connection)) {
                return found;
            }
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT table_name, metadata_location FROM iceberg_tables WHERE table_namespace = ?")) {
                select.setString(1, LakeTables.NAMESPACE);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.put(row.getString(1), row.getString(2));
                    }
                }
            }
        }
        return found;
    }

    private static boolean hasTables(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "iceberg_tables", null)) {
            return tables.next();
        }
    }

    /** A metadata file never changes; a commit writes another. */
    private long rows(String location) throws IOException {
        Long known = rowsByMetadata.get(location);
        if (known != null) {
            return known;
        }
        Path file = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
        JsonNode metadata = JSON.readTree(file.toFile());
        long current = metadata.path("current-snapshot-id").asLong(-1);
        long rows = 0;
        for (JsonNode snapshot : metadata.path("snapshots")) {
            if (snapshot.path("snapshot-id").asLong() == current) {
                rows = snapshot.path("summary").path("total-records").asLong();
            }
        }
        rowsByMetadata.put(location, rows);
        return rows;
    }
}
