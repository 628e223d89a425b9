package io.tidemill.infra.httpserver.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    private static final Clock CLOCK = Clock.systemUTC();

    private static Path folder;
    private static RSAKey rsa;
    private static ECKey elliptic;
    private static HttpServer provider;
    private static TokenVerifier verifier;

    @BeforeAll
    static void startProvider(@TempDir Path temporary) throws Exception {
        folder = temporary;
        rsa = new RSAKeyGenerator(2048).keyID("r").generate();
        elliptic = new ECKeyGenerator(Curve.P_256).keyID("e").generate();
        byte[] keys = new JWKSet(List.of(rsa, elliptic)).toString(true).getBytes(StandardCharsets.UTF_8);
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        provider.start();
        verifier = Tokens.trustedBy(
                Configuration.of(Map.of(
                        "auth.secret-file",
                        folder.resolve("secret").toString(),
                        "auth.jwks-url",
                        "http://127.0.0.1:" + provider.getAddress().getPort() + "/keys",
                        "auth.issuer",
                        "https://id.example",
                        "auth.audience",
                        "tidemill")),
                CLOCK);
    }

    @AfterAll
    static void stopProvider() {
        provider.stop(0);
    }

    @Test
    void theProvidersTokensAreTrusted() throws Exception {
        Caller anna = new Caller("anna", "shop-7", Set.of(Role.SCIENTIST));
        assertThat(verifier.verify(signed(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa), "https://id.example")))
                .isEqualTo(anna);
        assertThat(verifier.verify(signed(JWSAlgorithm.ES256, "e", new ECDSASigner(elliptic), "https://id.example")))
                .isEqualTo(anna);
    }

    @Test
    void theInstallationsOwnAreTrustedBeside() {
        String token = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK)
                .issue("a", "b", Set.of(Role.READER), Duration.ofMinutes(1));
        assertThat(verifier.verify(token).subject()).isEqualTo("a");
    }

    @Test
    void aPublicKeyIsNoSecret() throws Exception {
        String token = signed(
                JWSAlgorithm.HS256, "r", new MACSigner(rsa.toRSAPublicKey().getEncoded()), "https://id.example");
        expectRefusal(token, "was not signed");
    }

    @Test
    void otherIssuersKeysAndAlgorithmsAreRefused() throws Exception {
        expectRefusal(signed(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa), "https://evil.example"), "issuer");
        RSAKey other = new RSAKeyGenerator(2048).keyID("r").generate();
        expectRefusal(signed(JWSAlgorithm.RS256, "r", new RSASSASigner(other), "https://id.example"), "is not signed");
        expectRefusal(signed(JWSAlgorithm.RS512, "r", new RSASSASigner(rsa), "https://id.example"), "is not signed");
    }

    @Test
    void someoneMustBeTrusted() {
        assertThatThrownBy(() -> Tokens.trustedBy(Configuration.of(Map.of()), CLOCK))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("auth.secret-file is not set");
    }

    private static void expectRefusal(String token, String reason) {
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.status())
                        .isEqualTo(401))
                .hasMessageContaining(reason);
    }

    private static String signed(JWSAlgorithm algorithm, String key, JWSSigner signer, String issuer) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(key).build(),
                new JWTClaimsSet.Builder()
                        .subject("anna")
                        .issuer(issuer)
                        .audience("tidemill")
                        .claim("tenant", "shop-7")
                        .claim("roles", List.of("scientist", "role-of-another-program"))
                        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                        .build());
        token.sign(signer);
        return token.serialize();
    }
}
