package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.testsupport.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** An Apicurio registry in a process of its own, in memory; it is unpacked by the build's profile {@code apicurio}. */
final class TestingApicurio implements AutoCloseable {
    private static final Path UNPACKED = Path.of("target/apicurio");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final String url;

    private TestingApicurio(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts one, and waits until it answers. */
    static TestingApicurio start(Path log) throws IOException {
        int port = FreePorts.next();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        runner().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        TestingApicurio apicurio = new TestingApicurio(process, "http://127.0.0.1:" + port + "/apis/ccompat/v7");
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest subjects =
                HttpRequest.newBuilder(URI.create(apicurio.url + "/subjects")).build();
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> http.send(subjects, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
        return apicurio;
    }

    /** The address of its API that is as Confluent's. */
    String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static Path runner() throws IOException {
        assertThat(UNPACKED)
                .as("run this test with -Dexcluded.groups=acceptance, by which the build unpacks Apicurio")
                .isDirectory();
        try (Stream<Path> files = Files.list(UNPACKED)) {
            List<Path> runners = files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .toList();
            assertThat(runners).hasSize(1);
            return runners.get(0).toAbsolutePath();
        }
    }
}
