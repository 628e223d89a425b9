package io.tidemill.schemas.expectations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featureviews.DefinitionProblem;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QualityDefinitionsTest {
    private static final ReleasedSchemas SCHEMAS = ReleasedSchemas.load();

    @ParameterizedTest
    @ValueSource(strings = {"shops", "cdnow"})
    void theExamplesAreValid(String example) throws Exception {
        // When
        QualityDefinitions read =
                QualityDefinitions.read(Path.of("../../examples").resolve(example), SCHEMAS);

        // Then
        assertThat(read.of("order_paid")).isPresent();
        assertThat(read.of("order_paid").orElseThrow().canFail()).isTrue();
        assertThat(read.of("product_viewed")).isEmpty();
    }

    @Test
    void everyKindIsRead() {
        // When
        TableExpectations read = parse(
                "quality/order_paid.yaml",
                """
                table: order_paid
                expectations:
                  - {name: a, kind: null-share, column: couponId, atMost: 0.25, severity: should}
                  - {name: b, kind: range, column: amount, minimum: 0.01, severity: must, tenant: shop-7}
                  - {name: c, kind: set, column: currency, values: [CNY, EUR], severity: must}
                  - {name: d, kind: regex, column: orderId, pattern: "o-\\\\d+", severity: must}
                  - {name: e, kind: unique, columns: [orderId], severity: must}
                  - {name: f, kind: freshness, quantile: 0.95, atMost: PT1M, severity: must}
                  - {name: g, kind: volume, weeks: 3, tolerance: 0.2, minimumRows: 5, severity: must}
                  - {name: h, kind: iqr-outliers, column: amount, factor: 2, days: 30, atMost: 0, severity: must}
                  - {name: i, kind: z-score-outliers, column: quantity, severity: must}
                """);

        // Then
        assertThat(read.expectations().stream().map(each -> each.rule().kind()))
                .containsExactlyInAnyOrder(Rule.kinds().split(", "));
        assertThat(read.expectations().get(1))
                .isEqualTo(new Expectation(
                        "b",
                        Severity.MUST,
                        Optional.of("shop-7"),
                        new Rule.Range("amount", Optional.of(new BigDecimal("0.01")), Optional.empty(), 0)));
        assertThat(read.expectations().get(5).rule()).isEqualTo(new Rule.Freshness(0.95, Duration.ofMinutes(1)));
        assertThat(read.expectations().get(8).rule()).isEqualTo(new Rule.DeviationOutliers("quantity", 3, 14, 0.01));
        assertThat(read.daysBack()).isEqualTo(30);
        assertThat(read.version()).hasSize(12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: a, kind: ranges, severity: must | 3 expectations[0].kind | expected one of freshness,",
                "name: a, kind: range, column: amount, severity: must | 3 expectations[0] | minimum, maximum or both",
                "name: a, kind: range, column: amount, minimum: x, severity: must | 3 expectations[0].minimum | 'x', expected a number",
                "name: a, kind: range, column: currency, minimum: 1, severity: must | 3 expectations[0].column | column of numbers",
                "name: a, kind: range, column: total, minimum: 1, severity: must | 3 expectations[0].column | column 'total', expected one of",
                "name: a, kind: range, column: amount, minimum: 2, maximum: 1, severity: must | 3 expectations[0] | above maximum",
                "name: a, kind: null-share, column: amount, atMost: 2, severity: must | 3 expectations[0].atMost | share from 0 to 1",
                "name: a, kind: null-share, column: amount, severity: shall | 3 expectations[0].severity | expected must or should",
                "name: a, kind: regex, column: orderId, pattern: '(', severity: must | 3 expectations[0].pattern | regular expression",
                "name: a, kind: regex, column: amount, pattern: a, severity: must | 3 expectations[0].column | column of text",
                "name: a, kind: volume, weeks: 0, severity: must | 3 expectations[0].weeks | whole number from 1 to 12",
                "name: a, kind: unique, columns: [nothing], severity: must | 3 expectations[0].columns[0] | column 'nothing'",
                "name: a, kind: set, column: currency, severity: must | 3 expectations[0] | values is missing",
                "name: a, kind: freshness, atMost: soon, severity: must | 3 expectations[0].atMost | ISO 8601 duration",
                "name: A b, kind: volume, severity: must | 3 expectations[0].name | lower-case letters",
                "name: a, kind: volume, severity: must, wek: 3 | 3 expectations[0].wek | unknown key",
            })
    void aMistakeIsNamedWithItsPlace(String expectation, String place, String message) {
        // When
        InvalidDefinitionsException thrown = catchThrowableOfType(
                InvalidDefinitionsException.class,
                () -> parse("quality/orders.yaml", "table: order_paid\nexpectations:\n  - {" + expectation + "}\n"));

        // Then
        List<DefinitionProblem> problems = thrown.problems();
        assertThat(problems.get(0).line() + " " + problems.get(0).path()).isEqualTo(place);
        assertThat(problems.get(0).message()).contains(message);
        assertThat(thrown).hasMessageContaining("quality/orders.yaml:3 ");
    }

    @Test
    void aTableHasItsExpectationsInOneFile(@TempDir Path folder) throws Exception {
        // Given
        Files.createDirectories(folder.resolve("quality"));
        String text = "table: order_paid\nexpectations:\n  - {name: a, kind: volume, severity: must}\n";
        Files.writeString(folder.resolve("quality/a.yaml"), text);
        Files.writeString(folder.resolve("quality/b.yaml"), text + "  - {name: a, kind: volume, severity: must}\n");

        // When
        InvalidDefinitionsException thrown =
                catchThrowableOfType(InvalidDefinitionsException.class, () -> QualityDefinitions.read(folder, SCHEMAS));

        // Then
        assertThat(thrown.problems().toString())
                .contains("quality/b.yaml:4 expectations[1]: name 'a' is defined twice")
                .contains("table 'order_paid' has expectations in another file");
        assertThat(QualityDefinitions.read(folder.resolve("elsewhere"), SCHEMAS).tables())
                .isEmpty();
    }

    @Test
    void anUnknownTableIsRefused() {
        // When
        InvalidDefinitionsException thrown = catchThrowableOfType(
                InvalidDefinitionsException.class, () -> parse("q.yaml", "table: orders\nexpectations: []\n"));

        // Then
        assertThat(thrown).hasMessageContaining("q.yaml:1 table: table 'orders', expected one of ");
        assertThat(thrown).hasMessageContaining("order_paid");
    }

    private static TableExpectations parse(String name, String text) {
        return QualityDefinitions.parse(name, text, SCHEMAS);
    }
}
