package io.tidemill.ingestion.eventfeeds.topics;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.ingestion.eventreplay.mapping.FileFormat;
import io.tidemill.ingestion.eventreplay.mapping.Mapping;
import io.tidemill.ingestion.eventreplay.rows.AnnotatedRow;
import io.tidemill.ingestion.eventreplay.rows.BadRowException;
import io.tidemill.ingestion.eventreplay.rows.Row;
import io.tidemill.ingestion.eventreplay.rows.RowReader;
import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import io.tidemill.schemas.contracts.RejectedRecord;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic as a record of the topic of its type: the event that the mapping makes of it, or the record itself,
 * marked as rejected. The same record gives the same each time. Safe to share between threads.
 */
final class RecordConversion {
    private static final int LARGEST_HEADER = 1024;
    private static final int LARGEST_VALUE = Topic.MAXIMUM_RECORD_BYTES - (64 << 10);

    private final EventIntake intake;
    private final Caller caller;

    RecordConversion(EventIntake intake, Caller caller) {
        this.intake = intake;
        this.caller = caller;
    }

    /**
     * What becomes of a record.
     *
     * @param record for the topic of the type
     * @param rejected whether it is no event
     */
    record Converted(ProducerRecord<byte[], byte[]> record, boolean rejected) {}

    /** What a mapping makes of a record. */
    Converted convert(ConsumerRecord<byte[], byte[]> consumed, Mapping mapping) {
        Map<String, String> columns = columns(consumed);
        Row row = new Nothing();
        try {
            row = row(consumed, mapping);
            JsonNode event = Json.read(
                    mapping.event(new AnnotatedRow(row, columns)).json().getBytes(StandardCharsets.UTF_8));
            return new Converted(intake.record(intake.read(event, caller)), false);
        } catch (BadRowException | IOException e) {
            return rejected(consumed, mapping, new AnnotatedRow(row, columns), String.valueOf(e.getMessage()));
        } catch (ProblemException problem) {
            String field = problem.field().map(name -> name + ": ").orElse("");
            return rejected(consumed, mapping, new AnnotatedRow(row, columns), field + problem.detail());
        }
    }

    private static Row row(ConsumerRecord<byte[], byte[]> consumed, Mapping mapping) throws IOException {
        byte[] value = consumed.value();
        if (value == null) {
            throw new IOException("the record has no value");
        }
        FileFormat.Text format = (FileFormat.Text) mapping.format();
        byte[] line = format instanceof FileFormat.JsonLines ? Json.write(Json.read(value)) : value;
        try (RowReader rows = format.rows(new ByteArrayInputStream(line), (number, reason) -> {
            throw new IOException(reason);
        })) {
            Row row = rows.next().orElseThrow(() -> new IOException("the record's value is blank"));
            if (rows.next().isPresent()) {
                throw new IOException("the record's value has several lines: expected one");
            }
            return row;
        }
    }

    private static Converted rejected(
            ConsumerRecord<byte[], byte[]> consumed, Mapping mapping, Row row, String detail) {
        RecordHeaders headers = new RecordHeaders();
        consumed.headers().forEach(header -> {
            if (header.value() != null && header.value().length < LARGEST_HEADER) {
                headers.add(header.key(), header.value());
            }
        });
        mapping.attributes(row).forEach((name, value) -> {
            headers.remove("ce_" + name);
            headers.add("ce_" + name, value.getBytes(StandardCharsets.UTF_8));
        });
        byte[] value = consumed.value();
        int keyBytes = consumed.key() == null ? 0 : consumed.key().length;
        boolean fits = value == null || value.length + keyBytes <= LARGEST_VALUE;
        String reason = fits
                ? detail
                : "its " + (keyBytes + (value == null ? 0 : value.length))
                        + " bytes fit no topic of ours, see where it stands; " + detail;
        RejectedRecord.Origin origin =
                new RejectedRecord.Origin(consumed.topic(), consumed.partition(), consumed.offset());
        new RejectedRecord(Reason.INVALID_ROW, reason, Optional.of(origin)).addTo(headers);
        return new Converted(
                new ProducerRecord<>(
                        Topics.ofEvents(mapping.type()).name(),
                        null,
                        consumed.timestamp(),
                        fits ? consumed.key() : null,
                        fits ? value : null,
                        headers),
                true);
    }

    private static Map<String, String> columns(ConsumerRecord<byte[], byte[]> consumed) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("kafka.topic", consumed.topic());
        columns.put("kafka.partition", Integer.toString(consumed.partition()));
        columns.put("kafka.offset", Long.toString(consumed.offset()));
        columns.put(
                "kafka.timestamp",
                Instant.ofEpochMilli(Math.max(0, consumed.timestamp())).toString());
        byte[] key = consumed.key();
        if (key != null) {
            columns.put("kafka.key", new String(key, StandardCharsets.UTF_8));
        }
        return columns;
    }

    /** The row of a value that is none. */
    private record Nothing() implements Row {
        @Override
        public long line() {
            return 1;
        }

        @Override
        public @Nullable String text(String column) {
            return null;
        }
    }
}
