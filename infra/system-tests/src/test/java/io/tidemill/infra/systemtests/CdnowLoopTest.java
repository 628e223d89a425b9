package io.tidemill.infra.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The whole loop on the purchases of 23,570 people (the CDNOW master data set of Fader and Hardie), first undisturbed and
 * then with processes killed in the middle. The system property {@code cdnow} names the file.
 */
@Tag("acceptance")
class CdnowLoopTest {
    private static final String EXAMPLE = "examples/cdnow";
    private static final Path MAPPING = Repository.ROOT.resolve(EXAMPLE).resolve("mapping.yaml");
    private static final Path FILE = Path.of(Objects.requireNonNull(System.getProperty("cdnow"), "-Dcdnow=FILE"));
    private static final String VIEW = "member_orders";
    private static final int ORDERS = 69_659;
    private static final int DAYS = 546;
    private static final BigDecimal AMOUNT = new BigDecimal("2500315.63");
    /** To where the replay's end moves the watermark: past all decays of the last day's windows that begin by then. */
    private static final Duration SETTLED = Duration.ofMinutes(3);

    private final Purchases purchases = Purchases.read(FILE);

    @Test
    void theLoopRunsOnRealPurchases() throws IOException {
        long began = System.nanoTime();
        // Given a running stack with the example's features, rules and model
        try (Stack stack = Stack.up(EXAMPLE)) {
            // When a rule is published, Then it is live on all workers
            new RulePublication(stack.api("marketer")).publishAndPrint();
            // When the file is replayed
            JsonNode replayed = replay(stack, "max");
            assertThat(replayed.get("accepted").asInt()).isEqualTo(ORDERS);
            // Then the lake, the completed days and the features are what the file says
            lakeHoldsEachOrderOnce(stack);
            everyDayIsCompleteOnce(stack);
            featuresAreWhatTheWordsSay(stack);
            Stack.print("replayed, in the lake and in features after %.1f s", Stack.seconds(began));
            // And every due run of the monthly policy was made, and the model is as good as a plain one
            ModelLoop models = new ModelLoop(stack);
            models.everyDueRunWasMadeOnce();
            Stack.print("whole replay, trainings included: %.1f s", Stack.seconds(began));
            models.aucIsAtLeast("1997-09-30", "1998-01-01", 0.795);
            models.aucIsAtLeast("1997-12-31", "1998-04-01", 0.83);
            // And the champion can be swapped under load without a failed request
            models.swapsUnderLoad(200, 5);
            // When the same file is replayed again, Then nothing changes
            JsonNode again = replay(stack, "max");
            assertThat(again.get("accepted").asInt()).isEqualTo(ORDERS);
            stack.topics().awaitAllRead("tidemill.lake-sink.events", "tidemill.streaming-features.events");
            lakeHoldsEachOrderOnce(stack);
            everyDayIsCompleteOnce(stack);
            featuresAreWhatTheWordsSay(stack);
        }
    }

    @Test
    void theNumbersAreTheSameWhenProcessesAreKilled() throws IOException {
        // Given a running stack
        try (Stack stack = Stack.up(EXAMPLE)) {
            // When Flink is killed twice and the broker once in the middle of the replay
            CompletableFuture<Void> killings = new Killings(stack).start();
            replay(stack, "600000");
            killings.join();
            // Then the numbers are the same
            lakeHoldsEachOrderOnce(stack);
            everyDayIsCompleteOnce(stack);
            featuresAreWhatTheWordsSay(stack);
            assertThat(stack.restarts("flink")).isGreaterThanOrEqualTo(2);
            assertThat(stack.restarts("kafka")).isGreaterThanOrEqualTo(1);
        }
    }

    private static JsonNode replay(Stack stack, String speed) {
        long began = System.nanoTime();
        JsonNode result = CommandLine.json(stack.run(
                "replay",
                FILE.toString(),
                "--mapping",
                MAPPING.toString(),
                "--speed",
                speed,
                "--finish",
                "--output",
                "json"));
        Stack.print("replay took %.1f s: %s", Stack.seconds(began), result);
        return result;
    }

    private static void lakeHoldsEachOrderOnce(Stack stack) {
        try (LakeReader lake = stack.lake()) {
            await().atMost(SETTLED)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(lake.rows("order.paid")).isEqualTo(ORDERS));
            LakeReader.Contents orders = lake.orders();
            assertThat(orders.rows()).isEqualTo(ORDERS);
            assertThat(orders.ids()).hasSize(ORDERS);
            assertThat(orders.amount()).isEqualByComparingTo(AMOUNT);
            assertThat(lake.rows(EventTypes.DEAD_LETTER)).isZero();
        }
    }

    private static void everyDayIsCompleteOnce(Stack stack) {
        await().atMost(SETTLED)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(stack.topics().completedDays()).hasSizeGreaterThanOrEqualTo(DAYS));
        List<PartitionCompleted> days = stack.topics().completedDays();
        assertThat(days).hasSize(DAYS);
        assertThat(days).extracting(PartitionCompleted::getPartition).doesNotHaveDuplicates();
        assertThat(days).extracting(PartitionCompleted::getRevision).containsOnly(1);
        assertThat(days.stream().mapToLong(PartitionCompleted::getRows).sum()).isEqualTo(ORDERS);
    }

    private void featuresAreWhatTheWordsSay(Stack stack) throws IOException {
        FeatureDefinitions definitions = FeatureDefinitions.read(Repository.ROOT.resolve(EXAMPLE));
        StreamFeatureView view = definitions.view(VIEW).orElseThrow();
        String joinKey = definitions.entitiesOf(view).get(0).joinKey();
        OnlineFeatures online = new OnlineFeatures(stack.api("reader"), view, joinKey);
        // The replay's end says that nothing comes before the first of July, one o'clock.
        Instant watermark = Instant.parse("1998-07-01T01:00:00Z");
        await().atMost(SETTLED).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> assertThat(
                        online.differences(purchases, watermark))
                .isEmpty());
        Stack.print(
                "online features of %d customers equal the oracle",
                purchases.customers().size());
        assertThat(TrainingRows.differences(stack.status(), definitions, view, purchases, 20260101L))
                .isEmpty();
        Stack.print("10000 training rows equal the oracle");
    }
}
