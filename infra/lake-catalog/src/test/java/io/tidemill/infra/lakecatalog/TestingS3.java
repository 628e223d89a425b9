package io.tidemill.infra.lakecatalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.testsupport.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** An S3-speaking server, S3Proxy on a folder, in a process of its own. */
final class TestingS3 implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final URI address;

    private TestingS3(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    static TestingS3 start(Path folder) throws IOException {
        URI address = URI.create("http://127.0.0.1:" + FreePorts.next());
        Files.createDirectories(folder.resolve("objects"));
        Path settings = Files.write(
                folder.resolve("s3proxy.properties"),
                List.of(
                        "s3proxy.authorization=none",
                        "s3proxy.endpoint=" + address,
                        "jclouds.provider=filesystem",
                        "jclouds.filesystem.basedir=" + folder.resolve("objects")));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        Path.of("target", "s3-server", "s3proxy.jar").toString(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile())
                .start();
        TestingS3 server = new TestingS3(process, address);
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
            assertThat(process.isAlive())
                    .as(() -> "S3Proxy runs: " + log(folder))
                    .isTrue();
            assertThat(server.send("GET", "/").statusCode()).isEqualTo(200);
        });
        return server;
    }

    URI address() {
        return address;
    }

    void createBucket(String name) throws IOException, InterruptedException {
        assertThat(send("PUT", "/" + name).statusCode()).isEqualTo(200);
    }

    /** The keys in a bucket, as S3 lists them in XML. */
    String listing(String bucket) throws IOException, InterruptedException {
        return send("GET", "/" + bucket).body();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(address.resolve(path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String log(Path folder) {
        try {
            return Files.readString(folder.resolve("s3proxy.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
