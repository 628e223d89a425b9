package io.tidemill.featurejobs.featurelogic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ValueType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/features.md shows is what happens. */
class FeaturesDocumentTest {
    private static final Path DOCUMENT = Path.of("../../docs/features.md");

    @Test
    void theWorkedExampleIsTrue(@TempDir Path folder) throws IOException {
        // Given the definition and the orders of the document
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf("```yaml") + 7;
        String yaml = document.substring(begin, document.indexOf("```", begin));
        Files.writeString(Files.createDirectory(folder.resolve("features")).resolve("a.yaml"), yaml);
        StreamFeatureView view =
                FeatureDefinitions.read(folder).view("member_orders").orElseThrow();
        ViewAggregation aggregation = ViewAggregation.of(view);
        List<Observation> orders = new ArrayList<>();
        for (List<String> row : table(document, "| order |")) {
            Instant time = Instant.parse(row.get(1));
            orders.add(aggregation.observe(
                    time.toEpochMilli(), "/shop", row.get(0), column -> new BigDecimal(row.get(2))));
        }
        // When asked at its instants
        List<List<String>> expected = table(document, "| as of |");
        assertThat(expected).hasSize(7);
        for (List<String> row : expected) {
            Instant asOf = Instant.parse(row.get(0));
            ViewState state = aggregation.newState();
            orders.stream().filter(order -> order.time() <= asOf.toEpochMilli()).forEach(state::add);
            // Then the values are those of the document
            assertThat(texts(view, state.values(asOf.toEpochMilli()), asOf))
                    .as(row.toString())
                    .isEqualTo(row.subList(1, 1 + view.features().size()));
        }
    }

    private static List<String> texts(StreamFeatureView view, List<@Nullable Object> values, Instant asOf) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Feature feature = view.features().get(i);
            Object value = values.get(i);
            boolean time = value != null && feature.valueType() == ValueType.UNIX_TIMESTAMP;
            texts.add(
                    time ? String.valueOf(Recency.seconds((Long) value, asOf.toEpochMilli())) : String.valueOf(value));
        }
        return texts;
    }

    /** The rows of the table whose header begins so. */
    private static List<List<String>> table(String document, String header) {
        return document.substring(document.indexOf("\n" + header) + 1)
                .lines()
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }
}
