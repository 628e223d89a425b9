package io.tidemill.ingestion.eventgateway.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class RecordConverterTest {
    private static final Schema SCHEMA = new Schema.Parser()
            .parse(
                    """
                    {"type": "record", "name": "Everything", "fields": [
                      {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 8, "scale": 2}},
                      {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}], "default": null},
                      {"name": "day", "type": ["null", {"type": "int", "logicalType": "date"}], "default": null},
                      {"name": "count", "type": "int", "default": 7},
                      {"name": "total", "type": ["null", "long"], "default": null},
                      {"name": "ratio", "type": ["null", "double"], "default": null},
                      {"name": "sure", "type": ["null", "boolean"], "default": null},
                      {"name": "name", "type": ["null", "string"], "default": null},
                      {"name": "level", "type": ["null", {"type": "enum", "name": "Level", "symbols": ["LOW", "HIGH"]}],
                       "default": null},
                      {"name": "items", "type": {"type": "array", "items": {"type": "record", "name": "Item", "fields": [
                         {"name": "price", "type": "double", "doc": "What one costs."}]}}, "default": []},
                      {"name": "tags", "type": {"type": "map", "values": "string"}, "default": {}}
                    ]}""");
    private static final RecordConverter CONVERTER = RecordConverter.of(SCHEMA);

    /** A value, the field at fault, and what the message says was expected. */
    static final List<List<String>> UNFIT = List.of(
            List.of("{}", "amount", "missing: expected a value"),
            List.of("{'amount': 1.234}", "amount", "6 digits before the point and 2 after it"),
            List.of("{'amount': 1000000}", "amount", "6 digits before the point"),
            List.of("{'amount': 1e999999999}", "amount", "6 digits before the point"),
            List.of("{'amount': 1e-999999999}", "amount", "2 after it"),
            List.of("{'amount': 'much'}", "amount", "\"much\": expected a decimal number"),
            List.of("{'amount': null}", "amount", "null: expected a decimal number"),
            List.of("{'amount': 1, 'at': 1767225600}", "at", "a time in RFC 3339"),
            List.of("{'amount': 1, 'at': '2026-01-01 00:00'}", "at", "a time in RFC 3339"),
            List.of("{'amount': 1, 'at': '2026-01-01T00:00:00'}", "at", "a time in RFC 3339"),
            List.of("{'amount': 1, 'day': '2026-02-30'}", "day", "a date such as"),
            List.of("{'amount': 1, 'count': 1.5}", "count", "a whole number from -2147483648 to 2147483647"),
            List.of("{'amount': 1, 'count': 2147483648}", "count", "a whole number"),
            List.of("{'amount': 1, 'count': '1'}", "count", "a whole number"),
            List.of("{'amount': 1, 'count': null}", "count", "a whole number"),
            List.of("{'amount': 1, 'total': 1e999999999}", "total", "a whole number"),
            List.of("{'amount': 1, 'ratio': 1e400}", "ratio", "double precision"),
            List.of("{'amount': 1, 'sure': 'yes'}", "sure", "true or false"),
            List.of("{'amount': 1, 'name': 5}", "name", "a text"),
            List.of("{'amount': 1, 'level': 'MIDDLE'}", "level", "one of LOW, HIGH"),
            List.of("{'amount': 1, 'items': {}}", "items", "a list"),
            List.of("{'amount': 1, 'items': [{'price': 1}, {'price': 'a'}]}", "items[1].price", "double precision"),
            List.of("{'amount': 1, 'items': [{}]}", "items[0].price", "missing: expected What one costs."),
            List.of("{'amount': 1, 'items': [{'price': 1, 'prise': 1}]}", "items[0].prise", "one of price"),
            List.of("{'amount': 1, 'tags': {'a': 1}}", "tags.a", "a text"),
            List.of("{'amount': 1, 'amounts': 1}", "amounts", "no such field: expected one of amount, at"),
            List.of("[]", "", "an object"));

    @Test
    void everyTypeHasItsJavaForm() throws Exception {
        GenericData.Record record = CONVERTER.convert(
                json(
                        """
                {'amount': 12.5, 'at': '2026-01-31T09:15:30.1239+01:00', 'day': '2026-01-31', 'count': 2.0,
                 'total': 9223372036854775807, 'ratio': 0.5, 'sure': true, 'name': '潮', 'level': 'HIGH',
                 'items': [{'price': 1}], 'tags': {'a': 'b'}}"""));
        assertThat(record.get("amount")).isEqualTo(new BigDecimal("12.50"));
        assertThat(record.get("at")).isEqualTo(Instant.parse("2026-01-31T08:15:30.123Z"));
        assertThat(record.get("day")).isEqualTo(LocalDate.of(2026, 1, 31));
        assertThat(record.get("count")).isEqualTo(2);
        assertThat(record.get("total")).isEqualTo(Long.MAX_VALUE);
        assertThat(record.get("ratio")).isEqualTo(0.5);
        assertThat(record.get("sure")).isEqualTo(true);
        assertThat(record.get("name")).isEqualTo("潮");
        assertThat(record.get("level")).hasToString("HIGH");
        assertThat(((GenericData.Record) ((List<?>) record.get("items")).get(0)).get("price"))
                .isEqualTo(1.0);
        assertThat(record.get("tags")).isEqualTo(Map.of("a", "b"));
    }

    @Test
    void defaultsStandInForWhatIsAbsent() throws Exception {
        GenericData.Record record = CONVERTER.convert(json("{'amount': '0'}"));
        assertThat(record.get("amount")).isEqualTo(new BigDecimal("0.00"));
        assertThat(record.get("count")).isEqualTo(7);
        assertThat(record.get("at")).isNull();
        assertThat((List<?>) record.get("items")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1.00", "1.2300, 1.23", "'\"1.2300\"', 1.23", "1e5, 100000.00", "0e999999999, 0.00", "-0.01, -0.01"})
    void aDecimalIsExact(String written, String read) throws Exception {
        assertThat(CONVERTER.convert(json("{'amount': " + written + "}")).get("amount"))
                .isEqualTo(new BigDecimal(read));
    }

    @ParameterizedTest
    @FieldSource("UNFIT")
    void whatDoesNotFitIsNamed(List<String> unfit) {
        assertThatThrownBy(() -> CONVERTER.convert(json(unfit.get(0))))
                .isInstanceOfSatisfying(UnfitValueException.class, e -> {
                    assertThat(e.field()).isEqualTo(unfit.get(1));
                    assertThat(e.problem()).contains(unfit.get(2));
                });
    }

    @Test
    void everyReleasedSchemaCanBeConverted() {
        ReleasedSchemas schemas = ReleasedSchemas.load();
        assertThat(EventTypes.business()).allSatisfy(type -> assertThat(
                        RecordConverter.of(schemas.latest(type).orElseThrow().schema()))
                .isNotNull());
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
