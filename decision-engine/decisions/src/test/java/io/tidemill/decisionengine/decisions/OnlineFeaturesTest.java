package io.tidemill.decisionengine.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.featurejobs.featurereading.LookupSettings;
import io.tidemill.featurejobs.featurereading.StoreCircuit;
import io.tidemill.featurejobs.featurereading.StoredRows;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import io.tidemill.infra.testsupport.TestRedis;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OnlineFeaturesTest {
    private static final Instant MORNING = Instant.parse("2026-03-01T08:00:00Z");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String SHOP =
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - {name: orders, entity: member, source: order.paid, ttl: P1D, features: [{name: n, function: count}]}
            featureViews:
              - name: risk
                entity: member
                features:
                  - {name: score, valueType: double}
                  - {name: level, valueType: int64, default: 1}
            onDemandFeatureViews:
              - name: basket
                sources: [orders, risk]
                requestSchema: [{name: amount, valueType: double}]
                features:
                  - {name: share, valueType: double, expression: "request.amount / double(orders.n)"}
                  - {name: twice, valueType: int64, expression: "orders.n * 2"}
                  - {name: next_level, valueType: int64, expression: "risk.level + 1"}
            """;

    private static final FeatureDefinitions READ = FeatureDefinitions.parse("shop.yaml", SHOP);

    private final AtomicReference<FeatureDefinitions> serving = new AtomicReference<>(serving(READ, 2, 1, 2));
    private final TestRedis redis = TestRedis.start();
    private final OnlineStoreReader reader =
            OnlineStoreReader.open(OnlineStoreConfig.of("127.0.0.1", redis.port(), "shop"));
    private final OnlineFeatures features = new OnlineFeatures(
            serving::get,
            new StoredRows(
                    reader,
                    new StoreCircuit(
                            new LookupSettings(Duration.ofSeconds(20), 2, Duration.ofHours(1), 1), System::nanoTime)));

    @BeforeEach
    void write() {
        write("orders", "n", FeatureValue.of(4L));
        write("orders@v2", "n", FeatureValue.of(5L));
    }

    @AfterEach
    void stop() {
        reader.close();
        redis.close();
    }

    @Test
    void aModelIsAskedWithTheVersionsThatItWasTrainedOn() throws Exception {
        // Given a model of version 1 of a view, one that does not tell, and version 2 that serves
        ServingModel known = model("known", "orders:n", new UsedDefinitions(List.of("orders@v1"), List.of()));
        ServingModel unknown = model("unknown", "orders:n", UsedDefinitions.UNKNOWN);
        FeatureQuestion question = question(Set.of("orders:n"), known, unknown);
        // When
        DecisionFeatures read = features.read(question);
        // Then the rules are given what serves, each model what it knows, and the receipt tells the two apart
        assertThat(read.serving().values()).isEqualTo(Map.of("orders:n", 5L));
        assertThat(number(read, "known", "orders:n")).isEqualTo(4);
        assertThat(number(read, "unknown", "orders:n")).isEqualTo(5);
        assertThat(read.receipt().values()).isEqualTo(Map.of("orders:n", 5L, "orders@v1:n", 4L));
        assertThat(read.receipt().times())
                .isEqualTo(Map.of("orders", MORNING.toEpochMilli(), "orders@v1", MORNING.toEpochMilli()));
        // When version 1 serves, both are the same
        serving.set(serving(READ, 1, 1, 2));
        assertThat(features.read(question).receipt().values()).isEqualTo(Map.of("orders:n", 4L));
        // When version 1 is not computed any more, the model that knows it is not asked
        serving.set(serving(READ, 2, 2));
        assertThat(features.read(question).models()).containsOnlyKeys("unknown");
        // When it never knew another, nothing is read otherwise
        serving.set(serving(READ, 2, 1, 2));
        assertThat(features.read(question(Set.of(), known)).receipt().values()).isEqualTo(Map.of("orders@v1:n", 4L));
    }

    @Test
    void anExpressionStaysForAModelAsItWasWhenItWasTrained() throws Exception {
        // Given a model of what an expression computed, and another expression that serves
        FeatureDefinitions then = serving(READ, 1, 1);
        UsedDefinitions used = then.used(List.of(FeatureReference.parse("basket:twice")));
        ServingModel model = model("churn", "basket:twice", used);
        serving.set(
                serving(FeatureDefinitions.parse("shop.yaml", SHOP.replace("orders.n * 2", "orders.n * 3")), 2, 1, 2));
        // When
        DecisionFeatures read = features.read(question(Set.of("basket:twice"), model));
        // Then
        assertThat(read.serving().values()).containsEntry("basket:twice", 15L);
        assertThat(number(read, "churn", "basket:twice")).isEqualTo(8);
        assertThat(read.receipt().values())
                .isEqualTo(
                        Map.of("basket:twice", 15L, "orders:n", 5L, "model.churn.basket:twice", 8L, "orders@v1:n", 4L));
    }

    @Test
    void whatOthersWriteAndWhatIsComputedIsThereWithItsDefaults() {
        // Given nothing that others wrote, and then something
        Set<String> asked = Set.of("risk:score", "risk:level", "basket:share", "basket:next_level");
        // When
        Map<String, Object> before = features.read(question(asked)).serving().values();
        write("risk", "score", FeatureValue.of(0.5));
        DecisionFeatures after = features.read(question(asked));
        // Then a default is a value, what an expression has of the event is the event's, and the receipt has all of it
        assertThat(before)
                .isEqualTo(Map.of("risk:level", 1L, "basket:share", 4.0, "basket:next_level", 2L, "orders:n", 5L));
        assertThat(after.serving().values()).containsEntry("risk:score", 0.5);
        assertThat(after.receipt().values()).isEqualTo(after.serving().values());
        assertThat(after.receipt().times()).containsOnlyKeys("risk", "orders", "basket");
        // When the event has no such field, and when what is stored is too old
        FeatureQuestion without = new FeatureQuestion("m-1", NOON, Map.of(), Set.of("basket:share"), List.of());
        FeatureQuestion late = new FeatureQuestion(
                "m-1", NOON.plus(Duration.ofDays(2)), Map.of(), Set.of("basket:twice", "orders:n"), List.of());
        // Then there is no value
        assertThat(features.read(without).serving().values()).isEqualTo(Map.of("orders:n", 5L));
        assertThat(features.read(late).serving().values()).isEmpty();
    }

    @Test
    void aStoreThatIsAwayIsLeftAlone() {
        // Given
        redis.close();
        FeatureQuestion question = question(Set.of("orders:n"));
        // When it does not answer twice
        for (int failure = 0; failure < 2; failure++) {
            assertThatThrownBy(() -> features.read(question))
                    .isInstanceOf(FeaturesAwayException.class)
                    .cause()
                    .hasMessageContaining("the online store does not answer");
        }
        // Then nobody waits for it any more
        assertThatThrownBy(() -> features.read(question))
                .isInstanceOf(FeaturesAwayException.class)
                .cause()
                .hasMessageContaining("is not asked again yet");
    }

    private static double number(DecisionFeatures read, String model, String reference) {
        return Objects.requireNonNull(read.models().get(model), model).number(reference);
    }

    private FeatureQuestion question(Set<String> references, ServingModel... models) {
        return new FeatureQuestion(
                "m-1", NOON, Map.of("amount", new BigDecimal("20.0000")), references, List.of(models));
    }

    private static ServingModel model(String name, String feature, UsedDefinitions trainedOn) throws Exception {
        return ServingModel.prepare(TestingModels.stump(name, feature, trainedOn, 1.5), 3);
    }

    private void write(String view, String feature, FeatureValue value) {
        try (OnlineStoreWriter writer =
                OnlineStoreWriter.open(OnlineStoreConfig.of("127.0.0.1", redis.port(), "shop"))) {
            writer.write(
                    List.of(new FeatureRow(
                            OnlineView.of(view, List.of(feature)),
                            EntityKey.of("member_id", "m-1"),
                            MORNING,
                            List.of(value))),
                    WriteRule.NOT_OLDER);
        }
    }

    private static FeatureDefinitions serving(FeatureDefinitions of, int serves, int... readable) {
        return FeatureDefinitions.of(
                "shop",
                of.entities(),
                of.unversioned(),
                of.services(),
                List.of(version(serves)),
                Arrays.stream(readable).mapToObj(OnlineFeaturesTest::version).toList());
    }

    private static ViewVersion version(int number) {
        return READ.version(READ.view("orders").orElseThrow(), number);
    }
}
