package io.tidemill.featurejobs.feastregistry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureTagsTest {
    @Test
    void sayHowAFeatureIsComputedInTheWordsOfItsDefinition() throws IOException {
        FeatureDefinitions market = TestingDefinitions.market();

        assertThat(tags(market, "count_30d")).isEqualTo(Map.of("function", "count", "window", "P30D"));
        assertThat(tags(market, "amount_1d"))
                .isEqualTo(Map.of("function", "sum", "column", "amount", "window", "tumbling P1D"));
        assertThat(tags(market, "last_category"))
                .containsEntry("where", "amount atLeast [100]; category in [tea, oolong]")
                .doesNotContainKey("window");
        assertThat(tags(market, "categories")).containsEntry("n", "5").doesNotContainKeys("k", "percent");
        assertThat(tags(market, "amount_p95"))
                .containsEntry("percent", "95.5")
                .containsEntry("window", "session PT30M");
        assertThat(tags(market, "amount_per_order"))
                .isEqualTo(Map.of("function", "ratio", "numerator", "amount_1d", "denominator", "count_30d"));
        assertThat(tags(market, "count_change")).isEqualTo(Map.of("function", "change", "of", "count_30d"));
    }

    private static Map<String, String> tags(FeatureDefinitions market, String feature) {
        return FeatureTags.of(
                market.feature(new FeatureReference("member_orders", feature)).orElseThrow());
    }
}
