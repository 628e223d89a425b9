package io.tidemill.infra.httpserver.access;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;

/**
 * The tokens an installation trusts: those signed with its own secret ({@code auth.secret-file}), those of an identity
 * provider ({@code auth.jwks-url}, with {@code auth.issuer} and {@code auth.audience} where they are to be checked), or
 * both.
 */
public final class Tokens {
    private Tokens() {}

    /** What a configuration says is trusted; it must name a secret or a key set. */
    public static TokenVerifier trustedBy(Configuration configuration, Clock clock) {
        Optional<TokenVerifier> local = configuration
                .optionalPath("auth.secret-file")
                .map(file -> LocalTokens.ofSecretFile(file, clock).verifier());
        Optional<TokenVerifier> provider = configuration
                .optionalUri("auth.jwks-url")
                .map(uri -> ofKeySet(
                        uri,
                        configuration.optionalText("auth.issuer"),
                        configuration.optionalText("auth.audience"),
                        clock));
        if (local.isPresent() && provider.isPresent()) {
            return new ByAlgorithm(local.get(), provider.get());
        }
        return local.or(() -> provider)
                .orElseThrow(
                        () -> new ConfigurationException("auth.secret-file is not set: expected it or auth.jwks-url"));
    }

    /** Trusts an identity provider that publishes its keys at an address. */
    public static TokenVerifier ofKeySet(URI keySet, Optional<String> issuer, Optional<String> audience, Clock clock) {
        URL url;
        try {
            url = keySet.toURL();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new ConfigurationException("auth.jwks-url=" + keySet + ": expected an https address");
        }
        return new KeySetTokenVerifier(url, issuer, audience, clock);
    }

    /** Sends a token to the one verifier that its header's algorithm belongs to, so that no key is tried for another. */
    private record ByAlgorithm(TokenVerifier local, TokenVerifier provider) implements TokenVerifier {
        @Override
        public Caller verify(String token) {
            return isLocal(token) ? local.verify(token) : provider.verify(token);
        }

        @Override
        public boolean waits() {
            return provider.waits();
        }

        private static boolean isLocal(String token) {
            int end = token.indexOf('.');
            if (end < 0) {
                return true;
            }
            try {
                String header =
                        new String(Base64.getUrlDecoder().decode(token.substring(0, end)), StandardCharsets.UTF_8);
                return header.contains("\"HS256\"");
            } catch (IllegalArgumentException e) {
                return true;
            }
        }
    }
}
