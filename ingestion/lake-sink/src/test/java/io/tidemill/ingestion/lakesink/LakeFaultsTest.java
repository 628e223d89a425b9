package io.tidemill.ingestion.lakesink;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.testsupport.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the job stands on goes away and comes back: it goes on by itself, and nothing is lost or there twice. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class LakeFaultsTest {
    private static TestPostgres postgres;

    @TempDir
    private Path folder;

    private TestingLakeJob job;

    @BeforeAll
    static void startPostgres() {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void startJob() throws Exception {
        job = new TestingLakeJob(postgres, folder);
    }

    @AfterEach
    void stopJob() {
        job.close();
    }

    @Test
    void theCatalogueGoesAwayAndComesBack() throws Exception {
        // Given a job whose catalogue is at the other end of a link
        String url = postgres.jdbcUrl();
        int port = URI.create(url.substring("jdbc:".length())).getPort();
        try (TestingLink link = new TestingLink(port)) {
            JobConfiguration configuration = job.configuration()
                    .with("lake.catalog-uri", url.replace(":" + port + "/", ":" + link.port() + "/"));
            try (TestingFlink flink = TestingFlink.run(configuration, job.checkpoints())) {
                job.orders(0, 100);
                job.awaitOrders(100);
                // When it breaks several times while orders come
                for (int round = 1; round <= 3; round++) {
                    job.orders(100 * round, 100 * round + 50);
                    link.cut();
                    job.orders(100 * round + 50, 100 * round + 100);
                    await().atMost(TestingLakeJob.PATIENCE).until(flink::hasRestarted);
                    link.mend();
                    job.awaitOrders(100 * round + 100);
                }
                // Then
                job.rubbish(2);
                job.requireExactly(400, 2);
            }
        }
    }

    @Test
    void theBrokerGoesAwayAndComesBack() throws Exception {
        try (TestingFlink flink = TestingFlink.run(job.configuration(), job.checkpoints())) {
            // Given a job with rubbish under way to its topic of dead letters
            job.orders(0, 100);
            job.rubbish(3);
            job.awaitOrders(100);
            // When the broker is gone for a while
            job.orders(100, 200);
            job.rubbish(3);
            job.restartKafka(() -> await().pollDelay(Duration.ofSeconds(3)).until(() -> true));
            job.orders(200, 300);
            job.advanceTo(TestingLakeJob.FIRST.plus(Duration.ofDays(2)));
            // Then
            job.requireExactly(300, 6);
            job.requireAnnounced(300);
        }
    }

    @Test
    void theDiskOfTheLakeIsFullAndFreed() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString()),
                "no tmpfs can be mounted here: run as root to see what a full disk does");
        try {
            JobConfiguration configuration = job.configuration()
                    .with("lake.warehouse", disk.resolve("warehouse").toString());
            try (TestingFlink flink = TestingFlink.run(configuration, job.checkpoints())) {
                job.orders(0, 100);
                job.awaitOrders(100);
                // Given a disk that something else has filled to the last byte
                Path filler = disk.resolve("filler");
                fill(filler);
                // When orders come
                job.orders(100, 300);
                await().atMost(TestingLakeJob.PATIENCE).until(flink::hasRestarted);
                // Then the job waits, and goes on when there is room again
                Files.delete(filler);
                job.rubbish(1);
                job.requireExactly(300, 1);
            }
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (Files.size(file) == 0) {
                throw e;
            }
            // That was the last block.
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
