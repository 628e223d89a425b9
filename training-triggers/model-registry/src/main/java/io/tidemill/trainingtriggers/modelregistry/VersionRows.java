package io.tidemill.trainingtriggers.modelregistry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Versions as rows of table {@code model_version}. */
final class VersionRows {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SELECT =
            "SELECT model, version, run_id, artifact_uri, artifact_sha256, features, feature_versions, snapshot_ids, parameters,"
                    + " metrics, created_at FROM registry.model_version ";

    private VersionRows() {}

    static void insert(Connection connection, ModelVersion version, String report, String reportPage)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO registry.model_version (model, version, run_id, artifact_uri, artifact_sha256, features,"
                        + " feature_versions, snapshot_ids, parameters, metrics, report, report_page, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?)")) {
            insert.setString(1, version.model());
            insert.setLong(2, version.version());
            insert.setString(3, version.runId());
            insert.setString(4, version.artifactUri().toString());
            insert.setString(5, version.artifactSha256());
            insert.setString(6, json(version.features()));
            insert.setString(7, json(version.featureVersions()));
            insert.setString(8, json(version.snapshotIds()));
            insert.setString(9, json(version.parameters()));
            insert.setString(10, json(version.metrics()));
            insert.setString(11, report);
            insert.setString(12, reportPage);
            insert.setObject(13, utc(version.createdAt()));
            insert.executeUpdate();
        }
    }

    static Optional<ModelVersion> find(Connection connection, String model, long version) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "WHERE model = ? AND version = ?")) {
            select.setString(1, model);
            select.setLong(2, version);
            return first(select);
        }
    }

    static Optional<ModelVersion> ofRun(Connection connection, String runId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "WHERE run_id = ?")) {
            select.setString(1, runId);
            return first(select);
        }
    }

    static List<ModelVersion> all(Connection connection, String model) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "WHERE model = ? ORDER BY version DESC")) {
            select.setString(1, model);
            return rows(select);
        }
    }

    static long latest(Connection connection, String model) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT coalesce(max(version), 0) FROM registry.model_version WHERE model = ?")) {
            select.setString(1, model);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    static Optional<String> text(Connection connection, String column, String model, long version) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + column + " FROM registry.model_version WHERE model = ? AND version = ?")) {
            select.setString(1, model);
            select.setLong(2, version);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Optional<ModelVersion> first(PreparedStatement select) throws SQLException {
        return rows(select).stream().findFirst();
    }

    private static List<ModelVersion> rows(PreparedStatement select) throws SQLException {
        List<ModelVersion> versions = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                versions.add(new ModelVersion(
                        row.getString("model"),
                        row.getLong("version"),
                        row.getString("run_id"),
                        URI.create(row.getString("artifact_uri")),
                        row.getString("artifact_sha256"),
                        value(row, "features", new TypeReference<List<String>>() {}),
                        value(row, "feature_versions", new TypeReference<List<String>>() {}),
                        value(row, "snapshot_ids", new TypeReference<Map<String, Long>>() {}),
                        value(row, "parameters", new TypeReference<Map<String, Object>>() {}),
                        value(row, "metrics", new TypeReference<Map<String, Double>>() {}),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()));
            }
        }
        return versions;
    }

    private static <T> T value(ResultSet row, String column, TypeReference<T> type) throws SQLException {
        try {
            return JSON.readValue(row.getString(column), type);
        } catch (JsonProcessingException e) {
            throw new SQLException("column " + column + " does not hold the expected JSON", e);
        }
    }

    private static String json(Object value) throws SQLException {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new SQLException("cannot be written as JSON", e);
        }
    }
}
