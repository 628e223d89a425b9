package io.tidemill.schemas.featureviews;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Views that others write. */
class WrittenViewsTest {
    private static final String GOOD =
            """
            project: shop
            entities:
              - {name: member, joinKey: member_id, valueType: string}
            pushSources:
              - {name: scores, description: The nightly scores.}
            featureViews:
              - name: risk
                entity: member
                source: scores
                ttl: P7D
                owner: crm@shop
                tags: {tier: gold}
                features:
                  - {name: score, valueType: double, description: From 0 to 1.}
                  - {name: level, valueType: int64, default: 2}
              - {name: by_feast, entity: member, features: [{name: city, valueType: string}]}
            streamFeatureViews:
              - {name: orders, entity: member, source: order.paid, features: [{name: count, function: count}]}
            onDemandFeatureViews:
              - {name: both, sources: [risk, orders], features: [{name: sum, valueType: int64, expression: risk.level + orders.count}]}
            featureServices:
              - {name: all, features: ["risk:score", "orders:count", "both:sum"]}
            """;

    private final Path folder;

    WrittenViewsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theyAreReadBesideThoseThatAreComputed() throws IOException {
        // When
        FeatureDefinitions definitions = read(GOOD);
        // Then what is said of them is there
        FeatureView risk = definitions.featureViews().iterator().next();
        assertThat(risk.source()).contains("scores");
        assertThat(risk.ttl()).isEqualTo(Duration.ofDays(7));
        assertThat(risk.tags()).containsEntry("tier", "gold");
        assertThat(risk.features())
                .containsExactly(
                        new StoredField("score", ValueType.DOUBLE, "From 0 to 1.", Optional.empty()),
                        new StoredField("level", ValueType.INT64, "", Optional.of(2L)));
        assertThat(definitions.pushSources()).containsExactly(new PushSource("scores", "The nightly scores."));
        // And they are stored like the others, but computed from no events
        assertThat(definitions.storedViews())
                .extracting(StoredView::name)
                .containsExactly("orders", "risk", "by_feast");
        assertThat(definitions.views()).extracting(StreamFeatureView::name).containsExactly("orders");
        assertThat(definitions.storedFeature(new FeatureReference("risk", "level")))
                .isPresent();
        assertThat(definitions.valueType(new FeatureReference("risk", "level"))).contains(ValueType.INT64);
        assertThat(definitions.stored(new FeatureReference("risk", "level")))
                .contains(List.of(new FeatureReference("risk", "level")));
        assertThat(definitions.feature(new FeatureReference("risk", "level"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "entity: member, features: [{name: city | entity: mumber, features: [{name: city | featureViews[1]: entity 'mumber' is not defined",
                "source: scores | source: skores | featureViews[0]: source 'skores' is no push source, expected one of scores",
                "{name: city, valueType: string} | {name: city, valueType: float} | featureViews[1].features[0].valueType: 'float', expected int64, double or string",
                "{name: city, valueType: string} | {name: city} | featureViews[1].features[0]: valueType is missing",
                "name: level | name: score | name 'score' is defined twice in this view",
                "name: by_feast | name: orders | name 'orders' is that of a stream feature view",
                "name: by_feast | name: risk | name 'risk' is defined twice",
                "ttl: P7D | ttl: -P7D | featureViews[0].ttl: 'PT-168H', expected a duration of zero or more",
                "default: 2 | default: few | featureViews[0].features[1].default: 'few', expected int64",
                "risk:score | risk:shore | feature 'risk:shore' is not defined",
                "risk.level + | risk.score + | no matching overload"
            })
    void whatIsWrongIsNamed(String found, String instead, String expected) {
        assertThat(GOOD).contains(found);
        assertThatThrownBy(() -> read(GOOD.replace(found, instead)))
                .isInstanceOfSatisfying(InvalidDefinitionsException.class, e -> assertThat(e.problems())
                        .anySatisfy(problem -> assertThat(problem.toString()).contains(expected)));
    }

    private FeatureDefinitions read(String yaml) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("features")).resolve("shop.yaml"), yaml);
        return FeatureDefinitions.read(folder);
    }
}
