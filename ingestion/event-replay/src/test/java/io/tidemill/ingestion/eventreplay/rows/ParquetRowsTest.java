package io.tidemill.ingestion.eventreplay.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemill.ingestion.eventreplay.ReplayFile;
import io.tidemill.ingestion.eventreplay.ReplayLimits;
import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.eventreplay.mapping.Mapping;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that Parquet's own library writes, without the field ids that Iceberg gives its own. */
class ParquetRowsTest {
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            """
            message sales {
              required int64 at (TIMESTAMP(MILLIS,true));
              required binary order_no (STRING);
              optional int64 cents (DECIMAL(18,2));
              required group customer { required binary id (STRING); }
            }""");

    private static final String MAPPING =
            """
            format: parquet
            event:
              type: order.paid
              source: /sales
              id: ${file.sha256}-${line}
              subject: ${customer.id}
              time: ${at}
            data:
              orderId: ${order_no}
              memberId: ${customer.id}
              amount: ${cents}
              currency: CNY
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void areEventsInTheOrderOfTheirTimes() throws Exception {
        // Given
        Path file = write(folder.resolve("sales.parquet"), 3);
        Mapping mapping = Mapping.parse(MAPPING, ReleasedSchemas.load());

        // When
        List<JsonNode> events = new ArrayList<>();
        try (ReplayFile replay =
                ReplayFile.open(file, mapping, ReplayLimits.defaults(), bad -> {}, Map.of("file.sha256", "abc"))) {
            replay.events().forEachRemaining(event -> events.add(json(event)));
        }

        // Then
        assertThat(events).extracting(event -> event.path("id").asText()).containsExactly("abc-3", "abc-2", "abc-1");
        JsonNode first = events.get(2);
        assertThat(first.path("time").asText()).isEqualTo("2026-03-03T10:00:00Z");
        assertThat(first.path("subject").asText()).isEqualTo("m-0");
        assertThat(first.path("data").path("amount").asText()).isEqualTo("10.25");
    }

    @Test
    void areNoneOfAFileThatIsCutOff() throws Exception {
        // Given
        Path file = write(folder.resolve("whole.parquet"), 100);
        byte[] bytes = Files.readAllBytes(file);
        Path half = Files.write(folder.resolve("half.parquet"), java.util.Arrays.copyOf(bytes, bytes.length / 2));

        // When, Then
        assertThatThrownBy(() -> ParquetRows.open(half))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("half.parquet: no Parquet file");
    }

    private static Path write(Path file, int rows) throws IOException {
        SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
        long start = Instant.parse("2026-03-03T10:00:00Z").toEpochMilli();
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(SCHEMA)
                .build()) {
            for (int row = 0; row < rows; row++) {
                Group group = groups.newGroup()
                        .append("at", start - row * 1000L)
                        .append("order_no", "o-" + row)
                        .append("cents", 1025L + row);
                group.addGroup("customer").append("id", "m-" + row);
                writer.write(group);
            }
        }
        return file;
    }

    private static JsonNode json(CloudEventJson event) {
        try {
            return new JsonMapper().readTree(event.json());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
