package io.tidemill.schemas.featureviews;

import static io.tidemill.schemas.featureviews.DefinitionsFolder.aggregate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureDefinitionsTest {
    private static final String GOOD =
            """
            project: shop
            entities:
              - {name: member, joinKey: member_id, valueType: string}
            streamFeatureViews:
              - name: member_orders
                entity: member
                source: order.paid
                ttl: P400D
                owner: growth@shop
                tags: {tier: gold}
                features:
                  - {name: count_30d, function: count, window: P30D}
                  - {name: amount_sum_all, function: sum, column: amount}
                  - {name: last_category, function: last, column: category}
                  - {name: last_quantity, function: last, column: quantity}
                  - {name: recency, function: time_since_last}
            featureServices:
              - {name: churn, features: ["member_orders:count_30d", "member_orders:recency"]}
            """;

    private final DefinitionsFolder folder;

    FeatureDefinitionsTest(@TempDir Path folder) {
        this.folder = new DefinitionsFolder(folder);
    }

    @Test
    void definitionsAreRead() throws IOException {
        // Given
        folder.write("shop.yaml", GOOD);
        // When
        FeatureDefinitions definitions = folder.read();
        // Then
        assertThat(definitions.project()).isEqualTo("shop");
        StreamFeatureView view = definitions.view("member_orders").orElseThrow();
        assertThat(view.source()).isEqualTo("order.paid");
        assertThat(view.ttl()).isEqualTo(Duration.ofDays(400));
        assertThat(view.owner()).isEqualTo("growth@shop");
        assertThat(view.tags()).containsEntry("tier", "gold");
        assertThat(definitions.entitiesOf(view))
                .containsExactly(new Entity("member", "member_id", ValueType.STRING, ""));
        assertThat(view.features())
                .extracting(Feature::valueType)
                .containsExactly(
                        ValueType.INT64, ValueType.DOUBLE, ValueType.STRING, ValueType.INT64, ValueType.UNIX_TIMESTAMP);
        assertThat(aggregate(view, "count_30d").window()).isEqualTo(new Window.Sliding(Duration.ofDays(30)));
        assertThat(aggregate(view, "amount_sum_all").window()).isEqualTo(Window.ALL_TIME);
        assertThat(definitions.service("churn").orElseThrow().features())
                .containsExactly(
                        new FeatureReference("member_orders", "count_30d"),
                        new FeatureReference("member_orders", "recency"));
    }

    @Test
    void filesOfAFolderAreOneSetOfDefinitions() throws IOException {
        // Given a service in another file
        folder.write("a.yaml", GOOD);
        folder.write("b.yml", "project: shop\nfeatureServices: [{name: other, features: ['member_orders:recency']}]\n");
        // When
        FeatureDefinitions definitions = folder.read();
        // Then
        assertThat(definitions.services()).extracting(FeatureService::name).containsExactly("churn", "other");
    }

    @Test
    void eachProblemIsNamedWithFileLinePathAndWhatWasExpected() throws IOException {
        // Given
        folder.write(
                "bad.yaml",
                """
                project: shop
                entities: [{name: member, joinKey: member_id, valueType: text}]
                streamFeatureViews:
                  - name: v
                    entity: membre
                    source: order.paid
                    features:
                      - {name: a, function: sum, column: price}
                      - {name: b, function: sum, column: category}
                      - {name: c, function: median}
                      - {name: d, function: count, window: 30 days}
                      - {name: e, function: count, windows: P30D}
                      - {name: f, function: count, window: PT30S}
                      - {name: f, function: count, column: amount}
                  - {name: w, entity: member, source: order.payed, features: []}
                featureServices:
                  - {name: s, features: ["v:x"]}
                """);
        // When
        List<String> problems = folder.problems();
        // Then
        assertThat(problems)
                .containsExactly(
                        "features/bad.yaml:2 entities[0].valueType: 'text', expected string, int64 or int32",
                        "features/bad.yaml:8 streamFeatureViews[0].features[0].column: event type order.paid has no "
                                + "field 'price', expected one of orderId, memberId, amount, currency, quantity, "
                                + "category, couponId, shopId",
                        "features/bad.yaml:9 streamFeatureViews[0].features[1].column: field 'category' of order.paid "
                                + "is [\"null\",\"string\"], function sum expects a number",
                        "features/bad.yaml:10 streamFeatureViews[0].features[2].function: 'median' is no function, "
                                + "expected one of count, sum, avg, min, max, stddev, percentile, first, last, "
                                + "last_n, top_k, distinct_count, distinct_days, time_since_first, time_since_last, "
                                + "ratio, change",
                        "features/bad.yaml:11 streamFeatureViews[0].features[3].window: '30 days', expected an ISO "
                                + "8601 duration in days, hours, minutes and seconds, such as P30D or PT5M",
                        "features/bad.yaml:12 streamFeatureViews[0].features[4].windows: unknown key, expected one of "
                                + "column, denominator, description, function, k, n, name, numerator, of, percent, "
                                + "sensitivity, session, source, tumbling, where, window",
                        "features/bad.yaml:13 streamFeatureViews[0].features[5].window: 'PT30S', expected whole "
                                + "minutes from PT1M to P3660D, or no window for all time",
                        "features/bad.yaml:14 streamFeatureViews[0].features[6].column: function count reads no column",
                        problems.get(8),
                        "features/bad.yaml:4 streamFeatureViews[0]: entity 'membre' is not defined, expected one of ",
                        "features/bad.yaml:17 featureServices[0]: feature 'v:x' is not defined");
        assertThat(problems.get(8))
                .startsWith("features/bad.yaml:15 streamFeatureViews[1].source: 'order.payed' is no event type, "
                        + "expected one of action.requested, ");
    }

    @Test
    void whatIsNoYamlIsNamedWithItsLine() throws IOException {
        folder.write("bad.yaml", "project: shop\nentities: [\n");
        assertThat(folder.problems()).hasSize(1);
        assertThat(folder.problems().get(0)).startsWith("features/bad.yaml:3 document: no YAML: ");
    }

    @Test
    void twoFilesOfOneNameOrTwoProjectsAreRefused() throws IOException {
        folder.write("a.yaml", GOOD);
        folder.write("b.yaml", GOOD.replace("project: shop", "project: store"));
        assertThat(folder.problems())
                .containsExactly(
                        "features/b.yaml:1 document: project 'store', other files say 'shop': expected one project",
                        "features/b.yaml:3 entities[0]: name 'member' is defined twice",
                        "features/b.yaml:5 streamFeatureViews[0]: name 'member_orders' is defined twice",
                        "features/b.yaml:18 featureServices[0]: name 'churn' is defined twice");
    }

    @Test
    void anEmptyFolderNamesNoProject() {
        assertThatThrownBy(() -> folder.read())
                .isInstanceOf(InvalidDefinitionsException.class)
                .hasMessageContaining("names a project");
    }
}
