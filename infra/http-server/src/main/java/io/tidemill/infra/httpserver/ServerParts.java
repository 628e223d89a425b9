package io.tidemill.infra.httpserver;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.access.TokenVerifier;
import io.tidemill.infra.httpserver.access.Tokens;
import io.tidemill.infra.httpserver.audit.AuditLog;
import io.tidemill.infra.httpserver.audit.PostgresAuditLog;
import io.tidemill.infra.httpserver.configuration.Configuration;
import java.time.Clock;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * What a server works with.
 *
 * @param tokens tells who sends a request
 * @param audit records changes
 * @param metrics what {@code /metrics} shows; the modules register theirs here
 * @param clock the time
 */
public record ServerParts(TokenVerifier tokens, AuditLog audit, PrometheusRegistry metrics, Clock clock) {
    public ServerParts {
        Objects.requireNonNull(tokens, "tokens");
        Objects.requireNonNull(audit, "audit");
        Objects.requireNonNull(metrics, "metrics");
        Objects.requireNonNull(clock, "clock");
    }

    /** The tokens a configuration trusts, and the audit log in PostgreSQL. */
    public static ServerParts of(
            Configuration configuration, DataSource postgres, PrometheusRegistry metrics, Clock clock) {
        return new ServerParts(
                Tokens.trustedBy(configuration, clock), PostgresAuditLog.open(postgres, clock), metrics, clock);
    }
}
