package io.tidemill.infra.httpserver.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;

/** Trusts tokens signed with the installation's secret, by HS256 and nothing else. */
final class LocalTokenVerifier implements TokenVerifier {
    private final MACVerifier signature;
    private final TokenClaims claims;

    LocalTokenVerifier(byte[] secret, Clock clock) {
        try {
            signature = new MACVerifier(secret);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the secret cannot sign", e);
        }
        claims = new TokenClaims(clock);
    }

    @Override
    public Caller verify(String token) {
        try {
            SignedJWT signed = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(signed.getHeader().getAlgorithm()) || !signed.verify(signature)) {
                throw TokenClaims.untrusted("the token was not signed with the secret of this installation (HS256)");
            }
            return claims.caller(signed.getJWTClaimsSet());
        } catch (ParseException | JOSEException e) {
            throw TokenClaims.untrusted("the bearer token is no signed JWT").withCause(e);
        }
    }

    @Override
    public boolean waits() {
        return false;
    }
}
