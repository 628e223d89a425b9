package io.tidemill.infra.httpserver;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.access.TokenVerifier;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells who sends a request, and whether he may. */
record Authenticator(Vertx vertx, TokenVerifier tokens) {
    private static final String SCHEME = "bearer ";

    /** The caller, or a failure with 401 or 403. */
    Future<Caller> caller(@Nullable String authorization, Access access) {
        if (access instanceof Access.Open) {
            return Future.succeededFuture(Caller.anonymous());
        }
        if (authorization == null) {
            return Future.failedFuture(
                    new ProblemException(401, "Not authenticated", "expected a header authorization: Bearer TOKEN"));
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Future.failedFuture(
                    new ProblemException(401, "Not authenticated", "authorization: expected the scheme Bearer"));
        }
        String token = authorization.substring(SCHEME.length()).strip();
        Future<Caller> caller = tokens.waits()
                ? vertx.executeBlocking(() -> tokens.verify(token), false)
                : Future.succeededFuture(token).map(tokens::verify);
        return caller.map(known -> allowed(known, access));
    }

    private static Caller allowed(Caller caller, Access access) {
        if (!access.allows(caller)) {
            String roles = access instanceof Access.Roles wanted
                    ? wanted.roles().stream().map(Role::text).sorted().collect(Collectors.joining(" or "))
                    : "another role";
            throw ProblemException.forbidden("expected the role " + roles);
        }
        return caller;
    }
}
