package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.ingestion.laketables.LakeReader;
import io.tidemill.ingestion.schemaregistry.SchemaDependents;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that is not ours: Confluent's for Python, in a virtual environment that the test makes from PyPI, registers
 * its schemas and writes events in the wire format straight to Kafka. They become rows. Needs {@code python3} and the
 * network.
 */
@Tag("long")
@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class ConfluentClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LONGEST_MINUTES = 10;
    private static final Path CLIENT = Path.of("src/test/resources/confluent");

    @TempDir
    private Path folder;

    @Test
    void registersReadsAndWritesAsWithConfluentsRegistry() throws Exception {
        // Given a registry in which a rule reads a field, and the lake job
        run("python3", "-m", "venv", folder.resolve("python").toString());
        run(
                program("pip"),
                "install",
                "--quiet",
                "--requirement",
                CLIENT.resolve("requirements.txt").toString());
        SchemaDependents dependents = (type, fields) -> type.equals("parcel.sent") && fields.contains("grams")
                ? List.of(new SchemaDependents.Dependent("rule", "heavy-parcel", "grams"))
                : List.of();
        try (TestingServers servers = TestingServers.start(folder, dependents);
                LakeReader lake = servers.lake();
                TestingFlink flink = servers.runLakeJob()) {
            assertThat(flink).isNotNull();

            // When the client does all that it can
            run(
                    program("python"),
                    CLIENT.resolve("producer.py").toString(),
                    servers.registryUrl(),
                    servers.token(),
                    servers.kafka().bootstrapServers());

            // Then its answers were what it expects, or it would have failed, and its events are rows
            await().atMost(PATIENCE).until(() -> lake.count("parcel_sent") == 3);
            assertThat(lake.values("parcel_sent", LakeTables.EVENT_ID)).containsExactlyInAnyOrder("c-1", "c-2", "c-3");
            assertThat(lake.values("parcel_sent", LakeTables.EVENT_SOURCE)).containsOnly("/confluent");
            assertThat(lake.values("parcel_sent", "carrier")).containsExactly("post");
            assertThat(lake.sum("parcel_sent", "grams")).isEqualByComparingTo("600");
            assertThat(lake.count(LakeTables.ofEvents(EventTypes.DEAD_LETTER))).isZero();
        }
    }

    private String program(String name) {
        return folder.resolve("python/bin").resolve(name).toString();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
