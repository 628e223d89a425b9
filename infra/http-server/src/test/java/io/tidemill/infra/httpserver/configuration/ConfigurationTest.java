package io.tidemill.infra.httpserver.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @Test
    void valuesAreTyped(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("tidemill.properties");
        Files.writeString(
                file,
                """
                http.port = 8080
                lake.commit-interval=PT2S
                artifacts.uri=file:///artifacts
                data.folder=/data
                shop.name=潮
                """);
        Configuration configuration = Configuration.load(file);
        assertThat(configuration.integer("http.port", 0, 65535)).isEqualTo(8080);
        assertThat(configuration.duration("lake.commit-interval")).isEqualTo(Duration.ofSeconds(2));
        assertThat(configuration.uri("artifacts.uri")).isEqualTo(URI.create("file:///artifacts"));
        assertThat(configuration.path("data.folder")).isEqualTo(Path.of("/data"));
        assertThat(configuration.text("shop.name")).isEqualTo("潮");
        assertThat(configuration.below("shop")).isEqualTo(Map.of("name", "潮"));
    }

    @Test
    void defaultsStandInForWhatIsAbsentOrEmpty() {
        Configuration configuration = Configuration.of(Map.of("a", ""));
        assertThat(configuration.text("a", "b")).isEqualTo("b");
        assertThat(configuration.integer("n", 0, 9, 3)).isEqualTo(3);
        assertThat(configuration.duration("d", Duration.ZERO)).isZero();
        assertThat(configuration.flag("f", true)).isTrue();
        assertThat(configuration.optionalUri("u")).isEmpty();
    }

    @Test
    void aBadValueIsNamedWithItsKeyAndWhatWasExpected() {
        Configuration configuration = Configuration.of(Map.of("n", "70000", "d", "2 s", "f", "yes", "u", "x/y"));
        expect("n=70000: expected a whole number from 0 to 65535", () -> configuration.integer("n", 0, 65535));
        expect("d=2 s: expected a duration such as PT2S", () -> configuration.duration("d"));
        expect("f=yes: expected true or false", () -> configuration.flag("f", true));
        expect("u=x/y: expected a URI with a scheme", () -> configuration.uri("u"));
        expect("postgres.url is not set: expected a text", () -> configuration.text("postgres.url"));
    }

    private static void expect(String message, ThrowingCallable reading) {
        assertThatThrownBy(reading).isInstanceOf(ConfigurationException.class).hasMessage(message);
    }
}
