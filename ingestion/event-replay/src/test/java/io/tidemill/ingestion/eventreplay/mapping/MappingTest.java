package io.tidemill.ingestion.eventreplay.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.eventreplay.rows.BadRowException;
import io.tidemill.ingestion.eventreplay.rows.Row;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {
    private static final String GOOD =
            """
            format: jsonl
            event:
              type: reservation.booked
              source: /desk/${desk | trim | lower}
              id: ${line}-${number}
              subject: ${member}
              tenant: ${brand | upper}
              time: {value: "${day} ${hour}", format: dd.MM.yyyy HH:mm, zone: Asia/Shanghai}
            data:
              reservationId: $${${number}
              memberId: ${member}
              startsAt: {value: "${start}", format: epoch-seconds}
              partySize: ${people | number}
              shopId: NO
            """;

    @Test
    void appliesExpressions() throws Exception {
        // Given
        Map<String, String> columns = Map.of(
                "desk",
                " Main ",
                "number",
                "7",
                "member",
                "m1",
                "brand",
                "b",
                "day",
                "03.02.2025",
                "hour",
                "08:30",
                "start",
                "1738569600.5",
                "people",
                "1,200");

        // When
        CloudEventJson event = mapping(GOOD).event(row(columns));

        // Then
        assertThat(event.source()).isEqualTo("/desk/main");
        assertThat(event.id()).isEqualTo("12-7");
        assertThat(event.time()).isEqualTo("2025-02-03T00:30:00Z");
        assertThat(event.json())
                .contains("\"tenantid\":\"B\"")
                .endsWith("\"data\":{\"reservationId\":\"${7\",\"memberId\":\"m1\","
                        + "\"startsAt\":\"2025-02-03T08:00:00.500Z\",\"partySize\":1200,\"shopId\":\"NO\"}}");
    }

    @Test
    void refusesASourceThatIsNoUriReference() {
        Row row = row(Map.of("desk", "a b", "number", "7", "member", "m1", "brand", "b"));
        assertThatThrownBy(() -> mapping(GOOD).event(row))
                .isInstanceOf(BadRowException.class)
                .hasMessage("event.source: \"/desk/a b\", expected a URI reference such as /shops/7");
    }

    @ParameterizedTest
    // ¶ stands for a line break.
    @CsvSource(
            delimiter = '|',
            value = {
                "format: jsonl                 | format: xml            | format: xml, expected csv, jsonl or parquet",
                "format: jsonl                 | delimiter: ','         | format: missing",
                "format: jsonl                 | format: csv¶header: 1 | header: 1, expected true or false",
                "type: reservation.booked      | type: order.payed      | event.type: order.payed, expected one of",
                "'  id: ${line}-${number}'     | ''                     | event.id: missing",
                "'${desk | trim | lower}'      | '${desk | shout}'      | event.source: no function shout",
                "'${member}¶  tenant'         | '${member¶  tenant'   | event.subject: ${ without }",
                "Asia/Shanghai                 | Asia/Atlantis          | event.time.zone: Asia/Atlantis, expected",
                "dd.MM.yyyy HH:mm              | bb                     | event.time.format: bb, expected",
                "partySize                     | guests                 | data.guests: reservation.booked has no such",
                "'  memberId: ${member}'       | ''                     | data.memberId: missing, and reservation.booked",
                "reservationId                 | {                      | mapping: no YAML"
            })
    void namesThePathOfWhatIsWrong(String good, @Nullable String bad, String problem) {
        String yaml = GOOD.replace(good.replace('¶', '\n'), bad == null ? "" : bad.replace('¶', '\n'));
        assertThatThrownBy(() -> mapping(yaml))
                .isInstanceOf(InvalidMappingException.class)
                .hasMessageStartingWith(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "iso, 2025-02-03, 2025-02-03T00:00:00Z",
        "iso, 2025-02-03 04:05, 2025-02-03T04:05:00Z",
        "iso, 2025-02-03T04:05:06.1234567Z, 2025-02-03T04:05:06.123Z",
        "iso, 2025-02-03T04:05:06+08:00, 2025-02-02T20:05:06Z",
        "iso, 2025-02-03T04:05:06+0800, 2025-02-02T20:05:06Z",
        "epoch-millis, 1738569600500, 2025-02-03T08:00:00.500Z",
        "M/d/yyyy, 2/28/2025, 2025-02-28T00:00:00Z",
        "yyyy-MM-dd'T'HH:mm:ssXXX, 2025-02-03T04:05:06+08:00, 2025-02-02T20:05:06Z",
        "iso, 2025-02-29, ",
        "iso, soon, ",
        "epoch-seconds, 1e999999999, ",
        "M/d/yyyy, 2/29/2025, "
    })
    void readsTimes(String format, String text, @Nullable String expected) throws Exception {
        TimeFormat time = TimeFormat.named(format, ZoneOffset.UTC);
        if (expected == null) {
            assertThatThrownBy(() -> time.parse(text))
                    .isInstanceOf(BadRowException.class)
                    .hasMessageStartingWith("\"" + text + "\" is no time in ");
        } else {
            assertThat(time.parse(text)).isEqualTo(expected);
        }
    }

    private static Mapping mapping(String yaml) throws InvalidMappingException {
        return Mapping.parse(yaml, ReleasedSchemas.load());
    }

    private static Row row(Map<String, String> columns) {
        return new Row() {
            @Override
            public long line() {
                return 12;
            }

            @Override
            public @Nullable String text(String column) {
                return columns.get(column);
            }
        };
    }
}
