package io.tidemill.infra.httpserver.access;

import com.nimbusds.jwt.JWTClaimsSet;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes a caller of the claims of a token whose signature is already verified. */
record TokenClaims(Clock clock) {
    private static final Duration ALLOWED_SKEW = Duration.ofSeconds(30);

    static ProblemException untrusted(String detail) {
        return new ProblemException(401, "Not authenticated", detail);
    }

    Caller caller(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Date expiry = claims.getExpirationTime();
        if (expiry == null) {
            throw untrusted("the token never expires: expected the claim exp");
        }
        if (!expiry.toInstant().plus(ALLOWED_SKEW).isAfter(now)) {
            throw untrusted("the token expired at " + expiry.toInstant());
        }
        Date begin = claims.getNotBeforeTime();
        if (begin != null && begin.toInstant().minus(ALLOWED_SKEW).isAfter(now)) {
            throw untrusted("the token is not good before " + begin.toInstant());
        }
        String subject = claims.getSubject();
        if (subject == null || subject.isBlank()) {
            throw untrusted("the token names nobody: expected the claim sub");
        }
        try {
            String tenant = claims.getStringClaim("tenant");
            if (tenant == null || tenant.isBlank()) {
                throw untrusted("the token names no tenant: expected the claim tenant");
            }
            return new Caller(subject, tenant, roles(claims.getStringListClaim("roles")));
        } catch (ParseException e) {
            throw untrusted("the claims tenant and roles: expected a text and a list of texts");
        }
    }

    /** Roles of other applications may stand beside ours. */
    private static Set<Role> roles(List<String> names) {
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names == null ? new ArrayList<String>() : names) {
            for (Role role : Role.values()) {
                if (role.text().equals(name)) {
                    roles.add(role);
                }
            }
        }
        return roles;
    }
}
