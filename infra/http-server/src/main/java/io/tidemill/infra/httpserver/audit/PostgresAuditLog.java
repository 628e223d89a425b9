package io.tidemill.infra.httpserver.audit;

import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.postgres.PostgresPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.UUID;
import javax.sql.DataSource;

/** Records changes in the table {@code audit.entry} of PostgreSQL. */
public final class PostgresAuditLog implements AuditLog {
    private static final String BEGIN =
            """
            insert into audit.entry (id, at, subject, tenant, roles, action, target, outcome)
            values (?, ?, ?, ?, ?, ?, ?, 'STARTED')""";
    private static final String END =
            "update audit.entry set outcome = ?, detail = ?::jsonb, ended_at = ? where id = ?";

    private final DataSource dataSource;
    private final Clock clock;

    private PostgresAuditLog(DataSource dataSource, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /** Opens the log, and makes its table where it does not exist. */
    public static PostgresAuditLog open(DataSource dataSource, Clock clock) {
        PostgresPool.migrate(dataSource, "audit");
        return new PostgresAuditLog(dataSource, clock);
    }

    @Override
    public UUID begin(AuditEntry entry) {
        UUID id = UUID.randomUUID();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(BEGIN)) {
            Object[] roles =
                    entry.caller().roles().stream().map(Role::text).sorted().toArray();
            insert.setObject(1, id);
            insert.setTimestamp(2, Timestamp.from(entry.at()));
            insert.setString(3, entry.caller().subject());
            insert.setString(4, entry.caller().tenant());
            insert.setArray(5, connection.createArrayOf("text", roles));
            insert.setString(6, entry.action());
            insert.setString(7, entry.target());
            insert.executeUpdate();
            return id;
        } catch (SQLException e) {
            throw new IllegalStateException("the audit log cannot be written", e);
        }
    }

    @Override
    public void end(UUID entry, Outcome outcome, String detail) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(END)) {
            update.setString(1, outcome.name());
            // PostgreSQL's JSON knows no NUL.
            update.setString(2, detail.replace("\\u0000", "\\uFFFD"));
            update.setTimestamp(3, Timestamp.from(clock.instant()));
            update.setObject(4, entry);
            update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the audit log cannot be written", e);
        }
    }
}
