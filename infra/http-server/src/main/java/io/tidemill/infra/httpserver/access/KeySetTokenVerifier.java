package io.tidemill.infra.httpserver.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.net.URL;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Trusts tokens of an identity provider, signed by RS256 or ES256 with a key it publishes as a JSON Web Key Set. Keys
 * are kept for five minutes, and asked for again when a token names one that is not known.
 */
final class KeySetTokenVerifier implements TokenVerifier {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final TokenClaims claims;
    private final Optional<String> issuer;
    private final Optional<String> audience;

    KeySetTokenVerifier(URL keySet, Optional<String> issuer, Optional<String> audience, Clock clock) {
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256),
                JWKSourceBuilder.create(keySet).retrying(true).build()));
        processor.setJWTClaimsSetVerifier((unread, context) -> {});
        this.claims = new TokenClaims(clock);
        this.issuer = issuer;
        this.audience = audience;
    }

    @Override
    public Caller verify(String token) {
        JWTClaimsSet signed;
        try {
            signed = processor.process(token, null);
        } catch (KeySourceException e) {
            throw ProblemException.unavailable("the keys that tokens are signed with cannot be read", RETRY_AFTER)
                    .withCause(e);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw TokenClaims.untrusted("the token is not signed (RS256 or ES256) with a key of the identity provider")
                    .withCause(e);
        }
        issuer.ifPresent(expected -> {
            if (!expected.equals(signed.getIssuer())) {
                throw TokenClaims.untrusted("the token's issuer is " + signed.getIssuer() + ": expected " + expected);
            }
        });
        audience.ifPresent(expected -> {
            if (!signed.getAudience().contains(expected)) {
                throw TokenClaims.untrusted("the token is meant for others: expected the audience " + expected);
            }
        });
        return claims.caller(signed);
    }

    @Override
    public boolean waits() {
        return true;
    }
}
