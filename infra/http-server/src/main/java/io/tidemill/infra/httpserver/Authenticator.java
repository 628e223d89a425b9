package io.tidemill.infra.httpserver;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.access.TokenVerifier;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells who sends a request, and whether he may. */
record Authenticator(Vertx vertx, TokenVerifier tokens) {
    private static final String SCHEME = "bearer ";
    private static final String BASIC = "basic ";

    /** The caller, or a failure with 401 or 403. */
    Future<Caller> caller(@Nullable String authorization, Access access) {
        if (access instanceof Access.Open) {
            return Future.succeededFuture(Caller.anonymous());
        }
        if (authorization == null) {
            return Future.failedFuture(
                    new ProblemException(401, "Not authenticated", "expected a header authorization: Bearer TOKEN"));
        }
        String token = token(authorization);
        if (token.isEmpty()) {
            return Future.failedFuture(
                    new ProblemException(401, "Not authenticated", "authorization: expected the scheme Bearer"));
        }
        Future<Caller> caller = tokens.waits()
                ? vertx.executeBlocking(() -> tokens.verify(token), false)
                : Future.succeededFuture(token).map(tokens::verify);
        return caller.map(known -> allowed(known, access));
    }

    /** The bearer token, or the password of clients that know only basic authentication; empty when there is neither. */
    private static String token(String authorization) {
        if (authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return authorization.substring(SCHEME.length()).strip();
        }
        if (authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            try {
                byte[] pair = Base64.getDecoder()
                        .decode(authorization.substring(BASIC.length()).strip());
                String text = new String(pair, StandardCharsets.UTF_8);
                return text.substring(text.indexOf(':') + 1);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }
        return "";
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
