package io.tidemill.trainingtriggers.modelregistry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Aliases and the outbox as rows. */
final class ChampionRows {
    private ChampionRows() {}

    static void write(Connection connection, ModelVersion champion, String changedBy, Instant now) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "INSERT INTO registry.model_alias (model, alias, version, changed_by, changed_at)"
                        + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (model, alias) DO UPDATE SET version = EXCLUDED.version,"
                        + " changed_by = EXCLUDED.changed_by, changed_at = EXCLUDED.changed_at")) {
            upsert.setString(1, champion.model());
            upsert.setString(2, ModelRegistry.CHAMPION);
            upsert.setLong(3, champion.version());
            upsert.setString(4, changedBy);
            upsert.setObject(5, VersionRows.utc(now));
            upsert.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO registry.outbox (model, version, artifact_uri, artifact_sha256, changed_at)"
                        + " VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, champion.model());
            insert.setLong(2, champion.version());
            insert.setString(3, champion.artifactUri().toString());
            insert.setString(4, champion.artifactSha256());
            insert.setObject(5, VersionRows.utc(now));
            insert.executeUpdate();
        }
    }

    static List<RegisteredModel> models(Connection connection) throws SQLException {
        Map<String, Map<String, Long>> aliases = aliases(connection);
        List<RegisteredModel> models = new ArrayList<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT m.name, m.created_at, coalesce(max(v.version), 0) AS latest"
                                + " FROM registry.registered_model m"
                                + " LEFT JOIN registry.model_version v ON v.model = m.name"
                                + " GROUP BY m.name, m.created_at ORDER BY m.name");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                models.add(new RegisteredModel(
                        row.getString("name"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getLong("latest"),
                        aliases.getOrDefault(row.getString("name"), Map.of())));
            }
        }
        return models;
    }

    private static Map<String, Map<String, Long>> aliases(Connection connection) throws SQLException {
        Map<String, Map<String, Long>> aliases = new HashMap<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT model, alias, version FROM registry.model_alias");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                aliases.computeIfAbsent(row.getString(1), model -> new HashMap<>())
                        .put(row.getString(2), row.getLong(3));
            }
        }
        return aliases;
    }
}
