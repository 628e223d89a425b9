package io.tidemill.decisionengine.ruleauthoring;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Rules and all their versions in PostgreSQL. Safe to share between threads and processes. */
final class RuleStore {
    private static final String COLUMNS =
            "rule_id, version, rule_set_version, tenant, document, changed_by, changed_at";
    private static final String NEWEST =
            "SELECT DISTINCT ON (rule_id) " + COLUMNS + " FROM rules.rule_version ORDER BY rule_id, version DESC";

    private final DataSource postgres;

    RuleStore(DataSource postgres) {
        this.postgres = postgres;
    }

    /** Saves a draft as the next version, if it was made from the current one. */
    Saving save(RuleDraft draft) throws SQLException {
        try (Connection connection = postgres.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Saving saving = save(connection, draft);
                connection.commit();
                return saving;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static Saving save(Connection connection, RuleDraft draft) throws SQLException {
        // The row lock makes every change wait for the one before: versions ascend in the order of the commits.
        long ruleSetVersion = number(connection, "UPDATE rules.rule_set SET version = version + 1 RETURNING version");
        long current = currentVersion(connection, draft.ruleId());
        if (current != draft.replaces()) {
            connection.rollback();
            return new Saving.Stale(current);
        }
        RuleVersion version = new RuleVersion(
                draft.ruleId(),
                current + 1,
                ruleSetVersion,
                draft.tenant(),
                draft.document(),
                draft.changedBy(),
                draft.changedAt());
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO rules.rule_version (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, version.ruleId());
            insert.setLong(2, version.version());
            insert.setLong(3, version.ruleSetVersion());
            insert.setString(4, version.tenant());
            insert.setString(5, version.document());
            insert.setString(6, version.changedBy());
            insert.setObject(7, version.changedAt().atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
        return new Saving.Saved(version);
    }

    /** The newest version of every rule, withdrawn ones too, by id. */
    List<RuleVersion> newest() throws SQLException {
        return query(NEWEST, statement -> {});
    }

    /** Every version of a rule, the newest first; empty when there never was one. */
    List<RuleVersion> history(String ruleId) throws SQLException {
        return query(
                "SELECT " + COLUMNS + " FROM rules.rule_version WHERE rule_id = ? ORDER BY version DESC",
                statement -> statement.setString(1, ruleId));
    }

    /** The newest version of a rule. */
    Optional<RuleVersion> find(String ruleId) throws SQLException {
        return history(ruleId).stream().findFirst();
    }

    /** What is still to be published, in the order of the rule set's versions. */
    List<RuleVersion> unpublished(int atMost) throws SQLException {
        return query(
                "SELECT " + COLUMNS
                        + " FROM rules.rule_version WHERE published_at IS NULL ORDER BY rule_set_version LIMIT ?",
                statement -> statement.setInt(1, atMost));
    }

    /** Notes that a version was published. */
    void published(RuleVersion version, Instant at) throws SQLException {
        try (Connection connection = postgres.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE rules.rule_version SET published_at = ? WHERE rule_set_version = ?")) {
            update.setObject(1, at.atOffset(ZoneOffset.UTC));
            update.setLong(2, version.ruleSetVersion());
            update.executeUpdate();
        }
    }

    /** Fills in a statement's parameters. */
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private List<RuleVersion> query(String sql, Parameters parameters) throws SQLException {
        List<RuleVersion> versions = new ArrayList<>();
        try (Connection connection = postgres.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            parameters.set(select);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    versions.add(version(rows));
                }
            }
        }
        return versions;
    }

    private static RuleVersion version(ResultSet row) throws SQLException {
        return new RuleVersion(
                row.getString("rule_id"),
                row.getLong("version"),
                row.getLong("rule_set_version"),
                row.getString("tenant"),
                row.getString("document"),
                row.getString("changed_by"),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }

    private static long currentVersion(Connection connection, String ruleId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT coalesce(max(version), 0) FROM rules.rule_version WHERE rule_id = ?")) {
            select.setString(1, ruleId);
            return first(select);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return first(statement);
        }
    }

    private static long first(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("table rules.rule_set has no row, expected one");
            }
            return rows.getLong(1);
        }
    }
}
