package io.tidemill.trainingtriggers.modeltraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDefinitionsTest {
    static final String FEATURES =
            """
            project: shop
            entities:
              - {name: member, joinKey: member_id, valueType: string}
              - {name: shop, joinKey: shop_id, valueType: string}
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                owner: crm
                features:
                  - {name: recency, function: time_since_last}
                  - {name: count_30d, function: count, window: P30D}
              - name: in_shops
                entities: [member, shop]
                source: order.paid
                keys: {shop: shopId}
                features: [{name: n, function: count}]
            featureViews:
              - {name: risk, entity: member, features: [{name: score, valueType: double}]}
            onDemandFeatureViews:
              - name: derived
                sources: [orders, risk]
                requestSchema: [{name: price, valueType: double}]
                features:
                  - {name: half, valueType: double, expression: "double(orders.count_30d) / 2.0"}
                  - {name: word, valueType: string, expression: "orders.count_30d > 3 ? 'often' : 'rarely'"}
                  - {name: given, valueType: double, expression: "request.price * 2.0"}
                  - {name: risky, valueType: double, expression: "risk.score * 2.0"}
            """;
    static final String MODEL =
            """
            name: churn
            entity: member
            population: {event: order.paid}
            label: {kind: no-event-within, event: order.paid, horizon: P90D}
            features: ["orders:recency", "orders:count_30d"]
            policy: {table: order_paid, every: month, minimumRows: 200, minimumPositives: 20}
            trainer: {rounds: 50, seed: 3}
            """;

    @Test
    void readsAModel(@TempDir Path folder) throws Exception {
        // Given
        write(folder, MODEL);

        // When
        ModelDefinition model = ModelDefinitions.find(folder, FeatureDefinitions.read(folder), "churn")
                .orElseThrow();

        // Then
        assertThat(model.label()).isEqualTo(new ModelDefinition.Label("order.paid", Duration.ofDays(90)));
        assertThat(model.features()).hasToString("[orders:recency, orders:count_30d]");
        assertThat(model.policy().every()).isEqualTo(new RetrainingPolicy.Interval.Month());
        assertThat(model.trainer().rounds()).isEqualTo(50);
        assertThat(model.trainer().depth()).isEqualTo(TrainerSettings.DEFAULT.depth());
        assertThat(model.definitionVersion()).hasSize(12);
    }

    @Test
    void namesEveryProblemWithItsPlace(@TempDir Path folder) throws Exception {
        // Given
        write(
                folder,
                """
                name: Churn
                entity: device
                population: {event: order.payed}
                label: {kind: event-within, event: order.paid, horizon: PT1H}
                features: ["orders:none"]
                policy: {table: orders, every: year}
                trainer: {eta: 0, round: 5}
                """);

        // Then
        assertThatThrownBy(() -> ModelDefinitions.read(folder, FeatureDefinitions.read(folder)))
                .isInstanceOf(InvalidDefinitionsException.class)
                .hasMessageContaining("models/churn.yaml:1 name: 'Churn', expected lower-case")
                .hasMessageContaining("models/churn.yaml:2 entity: entity 'device' is not defined")
                .hasMessageContaining("models/churn.yaml:3 population.event: event type 'order.payed', expected one of")
                .hasMessageContaining("label.kind: 'event-within', expected no-event-within")
                .hasMessageContaining("label.horizon: 'PT1H', expected P1D or longer")
                .hasMessageContaining("features[0]: feature 'orders:none' is not defined")
                .hasMessageContaining("policy.table: table 'orders', expected one of")
                .hasMessageContaining("policy.every: 'year', expected night, month or")
                .hasMessageContaining("trainer.eta: '0', expected more than 0 and at most 1")
                .hasMessageContaining("trainer.round: unknown key");
    }

    @Test
    void aFeatureOfMoreThanTheModelsEntityIsRefused(@TempDir Path folder) throws Exception {
        write(folder, MODEL.replace("orders:count_30d", "in_shops:n"));
        assertThatThrownBy(() -> ModelDefinitions.read(folder, FeatureDefinitions.read(folder)))
                .isInstanceOf(InvalidDefinitionsException.class)
                .hasMessageContaining("models/churn.yaml:5 features[1]: feature 'in_shops:n' is of entity member and "
                        + "shop, expected one of member alone");
    }

    @Test
    void aFeatureOnDemandIsTakenIfTheLakeKnowsAllItIsComputedFrom(@TempDir Path folder) throws Exception {
        // Given one that is computed from what is computed from events, and others
        write(folder, MODEL.replace("orders:count_30d", "derived:half"));
        assertThat(ModelDefinitions.read(folder, FeatureDefinitions.read(folder)))
                .flatExtracting(ModelDefinition::features)
                .hasToString("[orders:recency, derived:half]");
        write(
                folder,
                MODEL.replace(
                        "\"orders:count_30d\"",
                        "\"derived:word\", \"derived:given\", \"derived:risky\", \"risk:score\""));

        // Then
        assertThatThrownBy(() -> ModelDefinitions.read(folder, FeatureDefinitions.read(folder)))
                .isInstanceOf(InvalidDefinitionsException.class)
                .hasMessageContaining("features[1]: feature 'derived:word' is string, expected a number")
                .hasMessageContaining("features[2]: feature 'derived:given' is computed from price of a request")
                .hasMessageContaining(
                        "features[3]: feature 'derived:risky' is computed from risk:score, which is written by others")
                .hasMessageContaining(
                        "features[4]: feature 'risk:score' is written by others, expected one that is computed"
                                + " from events: the lake does not know its past");
        // And where features are not looked at, none of it matters
        assertThat(ModelDefinitions.declared(folder)).hasSize(1);
    }

    static void write(Path folder, String model) throws Exception {
        Files.createDirectories(folder.resolve("features"));
        Files.createDirectories(folder.resolve("models"));
        Files.writeString(folder.resolve("features/shop.yaml"), FEATURES);
        Files.writeString(folder.resolve("models/churn.yaml"), model);
    }
}
