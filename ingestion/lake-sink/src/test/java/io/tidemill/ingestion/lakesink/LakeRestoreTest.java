package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.laketables.SnapshotCommit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tables hold does not depend on which checkpoint a job comes back from, nor on how many tasks it has. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class LakeRestoreTest {
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
    void anOlderCheckpointLosesNothingAndRepeatsNothing() throws Exception {
        // Given orders and dead letters, a checkpoint, and more of both with duplicates, on the other partition too
        String older;
        job.orders(0, 200);
        job.rubbish(4);
        try (TestingFlink flink = TestingFlink.run(job.configuration(), job.checkpoints())) {
            job.awaitOrders(200);
            older = flink.savepoint(folder.resolve("savepoints"));
            job.orders(200, 400);
            job.orders(150, 250);
            job.rubbish(3);
            job.awaitOrders(400);
            job.misplacedOrders(300, 350);
            job.requireExactly(400, 7);
        }
        // When the job comes back from the older one, after more of all of that
        job.misplacedOrders(350, 400);
        job.misplacedOrders(0, 50);
        job.orders(380, 500);
        job.rubbish(2);
        job.advanceTo(TestingLakeJob.FIRST.plus(Duration.ofDays(3)));
        try (TestingFlink flink = TestingFlink.runFrom(older, job.configuration())) {
            // Then each is there once, and each day was announced once
            job.requireExactly(500, 9);
            job.requireAnnounced(500);
            job.orders(0, 520);
            job.requireExactly(520, 9);
            assertThat(flink.hasRestarted()).isFalse();
        }
    }

    @Test
    void aJobWithoutAnyCheckpointGoesOnWhereTheTablesStand() throws Exception {
        // Given a job that ran, and whose checkpoints are lost
        job.orders(0, 200);
        job.rubbish(4);
        try (TestingFlink flink = TestingFlink.run(job.configuration(), job.checkpoints())) {
            job.orders(150, 220);
            job.requireExactly(220, 4);
            assertThat(flink.hasRestarted()).isFalse();
        }
        // When it starts anew, after duplicates of what it had read and more
        job.orders(0, 300);
        job.misplacedOrders(100, 200);
        job.rubbish(2);
        job.advanceTo(TestingLakeJob.FIRST.plus(Duration.ofDays(2)));
        try (TestingFlink flink = TestingFlink.runAnew(job.configuration())) {
            // Then each is there once
            job.requireExactly(300, 6);
            job.requireAnnounced(300);
            assertThat(flink.hasRestarted()).isFalse();
        }
    }

    @Test
    void moreTasksAndFewerWriteTheSameRows() throws Exception {
        JobConfiguration one = job.configuration();
        JobConfiguration four = one.with(JobConfiguration.PARALLELISM, "4");
        JobConfiguration two = one.with(JobConfiguration.PARALLELISM, "2");
        // Given a job of one task, and orders of several days with duplicates and rubbish
        String atOne;
        job.orders(0, 300);
        job.rubbish(3);
        try (TestingFlink flink = TestingFlink.run(one, job.checkpoints())) {
            job.awaitOrders(300);
            atOne = flink.savepoint(folder.resolve("savepoints"));
        }
        // When it goes on with four tasks, and then with two
        String atFour;
        job.orders(250, 600);
        job.misplacedOrders(0, 100);
        job.rubbish(3);
        try (TestingFlink flink = TestingFlink.runFrom(atOne, four)) {
            job.requireExactly(600, 6);
            atFour = flink.savepoint(folder.resolve("savepoints"));
        }
        job.orders(500, 900);
        job.misplacedOrders(500, 600);
        job.rubbish(1);
        job.advanceTo(TestingLakeJob.FIRST.plus(Duration.ofDays(5)));
        try (TestingFlink flink = TestingFlink.runFrom(atFour, two)) {
            // Then each order is there once and each day was announced once
            job.requireExactly(900, 7);
            job.requireAnnounced(900);
            assertThat(flink.hasRestarted()).isFalse();
        }
    }

    @Test
    void aTableThatWasMovedBackUnderTheJobTakesWhatComesNext() throws Exception {
        job.orders(0, 100);
        try (TestingFlink flink = TestingFlink.run(job.configuration(), job.checkpoints());
                Lake lake = job.openLake()) {
            // Given orders that someone takes away by Iceberg's own rollback: the table is where it was before them
            job.awaitOrders(100);
            long before = lake.table("order_paid").currentSnapshot().snapshotId();
            job.orders(100, 200);
            job.awaitOrders(200);
            lake.table("order_paid").manageSnapshots().rollbackTo(before).commit();
            job.awaitOrders(100);
            // When more come, then the job comes back once, and goes on
            job.orders(200, 300);
            job.awaitOrders(200);
            long restart = flink.lastRestart();
            assertThat(restart).isPositive();
            job.orders(300, 320);
            job.awaitOrders(220);
            assertThat(flink.lastRestart()).isEqualTo(restart);
        }
        requireThatWhatWasTakenAwayStaysAway();
    }

    @Test
    void aTableThatWasRolledBackByASnapshotOnTopIsGoneOnWith() throws Exception {
        job.orders(0, 100);
        try (TestingFlink flink = TestingFlink.run(job.configuration(), job.checkpoints());
                Lake lake = job.openLake()) {
            // Given orders that are taken away as a rollback of ours does it: the table tells the offsets it had come
            // to
            job.awaitOrders(100);
            Table table = lake.table("order_paid");
            long before = table.currentSnapshot().snapshotId();
            job.orders(100, 200);
            job.awaitOrders(200);
            table.refresh();
            OverwriteFiles back = table.newOverwrite();
            for (Snapshot taken :
                    SnapshotUtil.ancestorsBetween(table.currentSnapshot().snapshotId(), before, table::snapshot)) {
                taken.addedDataFiles(table.io()).forEach(back::deleteFile);
            }
            SnapshotCommit.of(table, back).make();
            job.awaitOrders(100);
            // When more come, then the job has nothing to come back for
            job.orders(200, 320);
            job.awaitOrders(220);
            assertThat(flink.hasRestarted()).isFalse();
        }
        requireThatWhatWasTakenAwayStaysAway();
    }

    /** Also for a job that begins again from its checkpoint, and in the days it announces. */
    private void requireThatWhatWasTakenAwayStaysAway() throws Exception {
        job.advanceTo(TestingLakeJob.FIRST.plus(Duration.ofDays(3)));
        try (TestingFlink flink = TestingFlink.run(job.configuration(), job.checkpoints())) {
            job.orders(150, 330);
            job.awaitOrders(230);
            assertThat(job.orderIds())
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.concat(IntStream.range(0, 100), IntStream.range(200, 330))
                                    .mapToObj(number -> (Object) ("order-" + number))
                                    .toList());
            job.advanceTo(TestingLakeJob.FIRST.plus(Duration.ofDays(4)));
            await().atMost(TestingLakeJob.PATIENCE)
                    .untilAsserted(() -> assertThat(job.announcedRows()).isEqualTo(230));
            assertThat(flink.hasRestarted()).isFalse();
        }
    }

    @Test
    void twoJobsThatWriteTheSameTablesDoNotWriteAnythingTwice() throws Exception {
        // Given a job, and another from the same checkpoint, as when one was taken for dead
        job.orders(0, 100);
        String shared;
        try (TestingFlink flink = TestingFlink.run(job.configuration(), job.checkpoints())) {
            job.awaitOrders(100);
            shared = flink.savepoint(folder.resolve("savepoints"));
        }
        JobConfiguration other = job.configuration()
                .with(
                        JobConfiguration.CHECKPOINT_FOLDER,
                        folder.resolve("other").toUri().toString());
        try (TestingFlink first = TestingFlink.runFrom(shared, job.configuration())) {
            try (TestingFlink second = TestingFlink.runFrom(shared, other)) {
                // When both read on
                for (int round = 1; round <= 10; round++) {
                    job.orders(100 * round, 100 * round + 100);
                    job.orders(0, 20);
                    await().pollDelay(Duration.ofMillis(200)).until(() -> true);
                }
                await().atMost(TestingLakeJob.PATIENCE).until(() -> first.hasRestarted() || second.hasRestarted());
            }
            // Then the one that is left has each order once, and each day announced once
            job.advanceTo(TestingLakeJob.FIRST.plus(Duration.ofDays(6)));
            job.requireExactly(1100, 0);
            job.requireAnnounced(1100);
        }
    }
}
