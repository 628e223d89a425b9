package io.tidemill.ingestion.eventreplay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.eventreplay.mapping.InvalidMappingException;
import io.tidemill.ingestion.eventreplay.mapping.Mapping;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayFileTest {
    private static final Path EXAMPLE = Path.of("../../examples/cdnow/mapping.yaml");
    private static final String HEADER = "customer_id,date,cds,amount\n";

    private final List<BadLine> bad = new ArrayList<>();
    private final Path folder;

    ReplayFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void makesAnEventOfARow() throws Exception {
        // Given
        Path file = write(HEADER + "00001,1997-01-01,1,11.77\n");

        // When
        List<CloudEventJson> events = read(file, ReplayLimits.defaults());

        // Then
        assertThat(events)
                .containsExactly(new CloudEventJson(
                        "cdnow-2",
                        "/cdnow",
                        "order.paid",
                        "00001",
                        Instant.parse("1997-01-01T00:00:00Z"),
                        "{\"specversion\":\"1.0\",\"id\":\"cdnow-2\",\"source\":\"/cdnow\",\"type\":\"order.paid\","
                                + "\"subject\":\"00001\",\"time\":\"1997-01-01T00:00:00Z\",\"tenantid\":\"default\","
                                + "\"datacontenttype\":\"application/json\",\"data\":{\"orderId\":\"cdnow-2\","
                                + "\"memberId\":\"00001\",\"amount\":11.77,\"currency\":\"USD\",\"quantity\":1}}"));
    }

    @Test
    void ordersByTimeThenLineAndReadsGzip() throws Exception {
        // Given
        String text = HEADER + "b,1997-01-02,1,1\nb,1997-01-03,1,1\na,1997-01-01,1,1\na,1997-01-02,1,1\n";
        Path file = folder.resolve("orders.data");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        // When
        List<CloudEventJson> events = read(file, ReplayLimits.defaults());

        // Then
        assertThat(events).extracting(CloudEventJson::id).containsExactly("cdnow-4", "cdnow-2", "cdnow-5", "cdnow-3");
    }

    @Test
    void givesTheSameEventsAgainAndSpilledOrNot() throws Exception {
        // Given
        String rows = IntStream.range(0, 3000)
                .mapToObj(i -> "c" + i % 70 + ",1997-0" + (1 + i * 31 % 9) + "-1" + i % 10 + ",1,1.5\n")
                .reduce("", String::concat);
        Path file = write(HEADER + rows);

        // When
        List<CloudEventJson> inMemory = read(file, ReplayLimits.defaults());
        List<CloudEventJson> spilled = read(file, ReplayLimits.defaults().withSortMemoryBytes(10_000));

        // Then
        assertThat(spilled).isEqualTo(inMemory).hasSize(3000);
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**tidemill-replay-*");
    }

    @Test
    void reportsEachBadLineWithItsNumberAndReason() throws Exception {
        // Given
        Path file = write(HEADER
                + "00001,1997-02-30,1,11.77\n"
                + "\n"
                + "00001,1997-02-03,1\n"
                + ",1997-02-03,1,1\n"
                + "00001,1997-02-03,one,1\n"
                + "00001,1997-02-03,1,1.00001\n"
                + "\"00001,1997-02-03,1,1\n"
                + "00001,1997-02-03,1,1\n");

        // When
        List<CloudEventJson> events = read(file, ReplayLimits.defaults());

        // Then
        assertThat(events).extracting(CloudEventJson::id).containsExactly("cdnow-9");
        assertThat(bad)
                .containsExactly(
                        new BadLine(2, "event.time: \"1997-02-30\" is no time in the format yyyy-MM-dd"),
                        new BadLine(4, "3 columns, expected 4"),
                        new BadLine(5, "event.subject: empty"),
                        new BadLine(
                                6, "data.quantity: \"one\", expected a whole number from -2147483648 to 2147483647"),
                        new BadLine(
                                7,
                                "data.amount: \"1.00001\", expected a number of at most 14 digits before the point"
                                        + " and 4 after it"),
                        new BadLine(8, "no CSV row: a quote is open, or text follows a closing quote"));
    }

    @Test
    void stopsBeforeTheFirstEventWhenMoreLinesAreBadThanAllowed() throws Exception {
        // Given
        Path file = write(HEADER + "1,1997-01-01,1,1\nx\ny\n");

        // When, Then
        assertThatThrownBy(() -> read(file, ReplayLimits.defaults().withBadLines(1)))
                .isInstanceOf(TooManyBadLinesException.class)
                .hasMessage("more than 1 bad lines; the last is line 4: 1 columns, expected 4");
        assertThat(bad).hasSize(2);
    }

    @Test
    void refusesAFileWithoutTheColumns() throws Exception {
        // Given
        Path file = write("customer_id,day,cds,amount\n");

        // When, Then
        assertThatThrownBy(() -> read(file, ReplayLimits.defaults()))
                .isInstanceOf(InvalidMappingException.class)
                .hasMessage("event.time: the file has no column date, its columns are [customer_id, day, cds, amount]");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("orders.csv"), text);
    }

    private List<CloudEventJson> read(Path file, ReplayLimits limits) throws Exception {
        ReplayLimits here = new ReplayLimits(limits.badLines(), limits.sortMemoryBytes(), folder);
        try (ReplayFile replay = ReplayFile.open(file, Mapping.read(EXAMPLE, ReleasedSchemas.load()), here, bad::add)) {
            List<CloudEventJson> events = new ArrayList<>();
            replay.events().forEachRemaining(events::add);
            List<CloudEventJson> again = new ArrayList<>();
            replay.events().forEachRemaining(again::add);
            assertThat(again).isEqualTo(events);
            assertThat(replay.total()).hasValue(events.size());
            assertThat(replay.badLines()).isEqualTo(bad.size());
            return events;
        }
    }
}
