package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.infra.eventstreams.RecordReading;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.infra.testsupport.TestingRegistry;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {
    private static final String TYPE = "every.kind";

    /** Before 1970, for the microseconds of such a time are negative. */
    private static final Instant LONG_AGO = Instant.parse("1969-12-31T23:59:59.999Z");

    private static final String KINDS =
            """
            {"type": "record", "name": "EveryKind", "fields": [
              {"name": "text", "type": "string"},
              {"name": "small", "type": "int"},
              {"name": "large", "type": "long"},
              {"name": "single", "type": "float"},
              {"name": "fraction", "type": "double"},
              {"name": "flag", "type": "boolean"},
              {"name": "raw", "type": "bytes"},
              {"name": "four", "type": {"type": "fixed", "name": "Four", "size": 4}},
              {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["ONE", "TWO"]}},
              {"name": "day", "type": {"type": "int", "logicalType": "date"}},
              {"name": "millis", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "micros", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 4}},
              {"name": "days", "type": {"type": "array", "items": {"type": "int", "logicalType": "date"}}},
              {"name": "times", "type": {"type": "map", "values": {"type": "long", "logicalType": "timestamp-millis"}}},
              {"name": "inner", "type": {"type": "record", "name": "Inner", "fields": [
                {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}], "default": null},
                {"name": "none", "type": ["null", "string"], "default": null}]}},
              {"name": "either", "type": ["null", "string", "int"], "default": null}]}""";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills the field.
    private Path folder;

    @Test
    void everyKindOfValueIsReadAsItWasSent() throws Exception {
        try (TestPostgres postgres = TestPostgres.start();
                TestingRegistry registry = new TestingRegistry();
                Lake lake = Lake.open(postgres.jdbcUrl(), folder.toString())) {
            // Given an event of a registered type with a value of every kind
            registry.add(TYPE, 1, 70_001, KINDS);
            SchemaSource source = new SchemaSource(registry.url(), "", "", "", false);
            EventCodec codec = new EventCodec(source.open());
            assertThat(source.current().latest(TYPE)).isPresent();
            StreamedEvent event = consumed(codec, source);
            // When it is written
            WrittenFile written = new DataFiles(lake, codec, 0)
                    .write(TableDay.of(event), List.of(event))
                    .get(0);
            // Then a reader finds each value
            Record row = read(lake.table(LakeTables.ofEvents(TYPE)), written);
            assertThat(row.getField(LakeTables.EVENT_ID)).isEqualTo("e-1");
            assertThat(row.getField(LakeTables.EVENT_TIME)).isEqualTo(LONG_AGO.atOffset(ZoneOffset.UTC));
            assertThat(row.getField("text")).isEqualTo("Zoë");
            assertThat(row.getField("small")).isEqualTo(-7);
            assertThat(row.getField("large")).isEqualTo(Long.MIN_VALUE);
            assertThat(row.getField("single")).isEqualTo(1.5f);
            assertThat(row.getField("fraction")).isEqualTo(-0.1);
            assertThat(row.getField("flag")).isEqualTo(true);
            assertThat(row.getField("raw")).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
            assertThat(row.getField("four")).isEqualTo(ByteBuffer.wrap(new byte[] {0, 1, -1, 2}));
            assertThat(row.getField("kind")).isEqualTo("TWO");
            assertThat(row.getField("day")).isEqualTo(LocalDate.of(1969, 12, 30));
            assertThat(row.getField("millis")).isEqualTo(LONG_AGO.atOffset(ZoneOffset.UTC));
            assertThat(row.getField("micros"))
                    .isEqualTo(LONG_AGO.plusNanos(1_000).atOffset(ZoneOffset.UTC));
            assertThat(row.getField("amount")).isEqualTo(new BigDecimal("-12.3400"));
            assertThat(row.getField("days")).isEqualTo(List.of(LocalDate.EPOCH, LocalDate.of(2026, 1, 2)));
            assertThat(row.getField("times")).isEqualTo(Map.of("then", LONG_AGO.atOffset(ZoneOffset.UTC)));
            Record inner = (Record) row.getField("inner");
            assertThat(inner.getField("at")).isEqualTo(LONG_AGO.atOffset(ZoneOffset.UTC));
            assertThat(inner.getField("none")).isNull();
            Record either = (Record) row.getField("either");
            assertThat(either.getField("int")).isEqualTo(8);
            assertThat(either.getField("string")).isNull();
        }
    }

    private static StreamedEvent consumed(EventCodec codec, SchemaSource source) {
        Schema schema = source.open().latest(TYPE).orElseThrow().schema();
        GenericData.Record inner =
                new GenericData.Record(schema.getField("inner").schema());
        inner.put("at", LONG_AGO);
        GenericData.Record data = new GenericData.Record(schema);
        data.put("text", "Zoë");
        data.put("small", -7);
        data.put("large", Long.MIN_VALUE);
        data.put("single", 1.5f);
        data.put("fraction", -0.1);
        data.put("flag", true);
        data.put("raw", ByteBuffer.wrap(new byte[] {1, 2}));
        data.put("four", new GenericData.Fixed(schema.getField("four").schema(), new byte[] {0, 1, -1, 2}));
        data.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "TWO"));
        data.put("day", LocalDate.of(1969, 12, 30));
        data.put("millis", LONG_AGO);
        data.put("micros", LONG_AGO.plusNanos(1_000));
        data.put("amount", new BigDecimal("-12.3400"));
        data.put("days", List.of(LocalDate.EPOCH, LocalDate.of(2026, 1, 2)));
        data.put("times", Map.of("then", LONG_AGO));
        data.put("inner", inner);
        data.put("either", 8);
        ProducerRecord<byte[], byte[]> sent = codec.encode(
                Topics.ofEvents(TYPE),
                null,
                new Event("e-1", "/test", TYPE, "s-1", LONG_AGO, "default", data),
                Instant.EPOCH);
        ConsumerRecord<byte[], byte[]> received = new ConsumerRecord<>(
                sent.topic(),
                0,
                0,
                sent.timestamp(),
                TimestampType.CREATE_TIME,
                sent.key().length,
                sent.value().length,
                "s-1".getBytes(StandardCharsets.UTF_8),
                sent.value(),
                sent.headers(),
                Optional.empty());
        return (StreamedEvent) new RecordReading(Clock.systemUTC(), source).read(received);
    }

    private static Record read(Table table, WrittenFile written) throws Exception {
        DataFile file =
                (DataFile) ContentFileParser.fromJson(new ObjectMapper().readTree(written.json()), table.specs());
        try (CloseableIterable<Record> rows = Parquet.read(table.io().newInputFile(file.location()))
                .project(table.schema())
                .createReaderFunc(columns -> GenericParquetReaders.buildReader(table.schema(), columns))
                .build()) {
            return rows.iterator().next();
        }
    }
}
