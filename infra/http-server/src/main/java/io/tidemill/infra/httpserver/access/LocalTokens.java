package io.tidemill.infra.httpserver.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * Tokens signed with the secret of this installation (HS256). The file of the secret is made, readable by its owner
 * alone, where it does not exist; whoever can read it can issue any token.
 */
public final class LocalTokens {
    /** The issuer that stands in every local token. */
    static final String ISSUER = "tidemill";

    private final byte[] secret;
    private final Clock clock;

    private LocalTokens(byte[] secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /** Tokens by the secret in a file, which is made if it does not exist. */
    public static LocalTokens ofSecretFile(Path file, Clock clock) {
        return new LocalTokens(SecretFile.readOrMake(file), clock);
    }

    /** A token for a person or program that acts for a tenant, good until {@code lifetime} has passed. */
    public String issue(String subject, String tenant, Set<Role> roles, Duration lifetime) {
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(subject)
                .claim("tenant", tenant)
                .claim("roles", names(roles))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign a token", e);
        }
        return token.serialize();
    }

    /** Tells whether a token was issued here. */
    public TokenVerifier verifier() {
        return new LocalTokenVerifier(secret, clock);
    }

    private static List<String> names(Set<Role> roles) {
        return roles.stream().map(Role::text).sorted().toList();
    }
}
