package io.tidemill.infra.httpserver.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.httpserver.problems.ProblemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @Test
    void aTokenNamesItsHolder(@TempDir Path folder) {
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("auth/secret"), CLOCK);
        String token = tokens.issue("anna", "shop-7", Set.of(Role.MARKETER, Role.READER), Duration.ofHours(1));
        assertThat(tokens.verifier().verify(token))
                .isEqualTo(new Caller("anna", "shop-7", Set.of(Role.READER, Role.MARKETER)));
    }

    @Test
    void theSecretIsItsOwnersAloneAndStays(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("secret");
        String token = LocalTokens.ofSecretFile(file, CLOCK).issue("a", "b", Set.of(), Duration.ofHours(1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(LocalTokens.ofSecretFile(file, CLOCK)
                        .verifier()
                        .verify(token)
                        .subject())
                .isEqualTo("a");
        assertThat(folder).isDirectoryNotContaining("glob:**.draft");
    }

    @Test
    void manyThatStartAtOnceAgreeOnOneSecret(@TempDir Path folder) {
        Path file = folder.resolve("secret");
        List<String> secrets = IntStream.range(0, 32)
                .parallel()
                .mapToObj(i -> Base64.getEncoder().encodeToString(SecretFile.readOrMake(file)))
                .distinct()
                .toList();
        assertThat(secrets).hasSize(1);
    }

    @Test
    void anExpiredTokenIsRefused(@TempDir Path folder) {
        Path file = folder.resolve("secret");
        String token = LocalTokens.ofSecretFile(file, CLOCK).issue("a", "b", Set.of(), Duration.ofHours(1));
        Clock later = Clock.fixed(NOW.plus(Duration.ofMinutes(61)), ZoneOffset.UTC);
        expectRefusal(LocalTokens.ofSecretFile(file, later).verifier(), token, "expired at 2026-03-01T01:00:00Z");
    }

    @Test
    void anotherInstallationsTokenIsRefused(@TempDir Path folder) {
        String token = LocalTokens.ofSecretFile(folder.resolve("other"), CLOCK)
                .issue("a", "b", Set.of(Role.ADMIN), Duration.ofHours(1));
        expectRefusal(LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK).verifier(), token, "was not signed");
    }

    @Test
    void aTokenThatSaysItNeedsNoSignatureIsRefused(@TempDir Path folder) {
        TokenVerifier verifier =
                LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK).verifier();
        String header = encoded("{\"alg\":\"none\"}");
        String claims = encoded("{\"sub\":\"a\",\"tenant\":\"b\",\"roles\":[\"admin\"],\"exp\":4000000000}");
        expectRefusal(verifier, header + "." + claims + ".", "no signed JWT");
    }

    @Test
    void aChangedTokenIsRefused(@TempDir Path folder) {
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        String[] parts =
                tokens.issue("a", "b", Set.of(Role.READER), Duration.ofHours(1)).split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String raised = parts[0] + "." + encoded(claims.replace("reader", "admin")) + "." + parts[2];
        expectRefusal(tokens.verifier(), raised, "was not signed");
    }

    @Test
    void aSecretFileThatHoldsNoneIsNamed(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("secret");
        Files.writeString(file, "c2hvcnQ=");
        assertThatThrownBy(() -> LocalTokens.ofSecretFile(file, CLOCK)).hasMessageContaining(file + ": expected 32");
    }

    private static void expectRefusal(TokenVerifier verifier, String token, String reason) {
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.status())
                        .isEqualTo(401))
                .hasMessageContaining(reason);
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
