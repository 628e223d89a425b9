package io.tidemill.schemas.contracts;

import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How whoever takes events in marks a record that is no event, and sends it to the topic of its type all the same: two
 * headers. Whoever reads the topic sets such a record apart as a dead letter with this reason, its headers, key and
 * value as they are; its coordinates are those of the marked record itself. So what was refused outside of the lake
 * job is a dead letter like any other, exactly once.
 *
 * @param reason what is wrong, for a machine
 * @param detail what is wrong, for a person
 * @param origin where the record stood first, if it is the copy of another
 */
public record RejectedRecord(Reason reason, String detail, Optional<Origin> origin) {
    /** Header: the {@link Reason}, by its name. A record that has it is no event, whatever else it has. */
    public static final String REASON_HEADER = "tidemill_rejected_reason";

    /** Header: what is wrong, in words, as UTF-8. */
    public static final String DETAIL_HEADER = "tidemill_rejected_detail";

    /** Header: the topic that the record was copied from. */
    public static final String ORIGIN_TOPIC_HEADER = "tidemill_origin_topic";

    /** Header: the partition that the record was copied from, in decimal digits. */
    public static final String ORIGIN_PARTITION_HEADER = "tidemill_origin_partition";

    /** Header: the offset that the record was copied from, in decimal digits. */
    public static final String ORIGIN_OFFSET_HEADER = "tidemill_origin_offset";

    /** Where a record stood. */
    public record Origin(String topic, int partition, long offset) {
        public Origin {
            Objects.requireNonNull(topic, "topic");
        }
    }

    public RejectedRecord {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(origin, "origin");
    }

    /** A record that stood on no other topic before. */
    public RejectedRecord(Reason reason, String detail) {
        this(reason, detail, Optional.empty());
    }

    /**
     * The mark on a record, if it has one. A reason that is not known, as of a newer writer, is read as {@link
     * Reason#UNREADABLE_DATA} and named in the detail; coordinates that are no numbers are left out.
     */
    public static Optional<RejectedRecord> of(Headers headers) {
        // Asked of every record there is, and hardly any has one.
        return headers.lastHeader(REASON_HEADER) == null
                ? Optional.empty()
                : text(headers, REASON_HEADER).map(name -> named(name, headers));
    }

    private static RejectedRecord named(String name, Headers headers) {
        String detail = text(headers, DETAIL_HEADER).orElse("");
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .map(reason -> new RejectedRecord(reason, detail, origin(headers)))
                .orElseGet(() -> new RejectedRecord(Reason.UNREADABLE_DATA, name + ": " + detail, origin(headers)));
    }

    /** Marks a record, in place of any mark that it has. */
    public void addTo(Headers headers) {
        removeFrom(headers);
        headers.add(REASON_HEADER, bytes(reason.name()));
        headers.add(DETAIL_HEADER, bytes(detail));
        origin.ifPresent(place -> {
            headers.add(ORIGIN_TOPIC_HEADER, bytes(place.topic()));
            headers.add(ORIGIN_PARTITION_HEADER, bytes(Integer.toString(place.partition())));
            headers.add(ORIGIN_OFFSET_HEADER, bytes(Long.toString(place.offset())));
        });
    }

    /** Takes any mark off a record, as whoever has mended it does. */
    public static void removeFrom(Headers headers) {
        headers.remove(REASON_HEADER);
        headers.remove(DETAIL_HEADER);
        headers.remove(ORIGIN_TOPIC_HEADER);
        headers.remove(ORIGIN_PARTITION_HEADER);
        headers.remove(ORIGIN_OFFSET_HEADER);
    }

    private static Optional<Origin> origin(Headers headers) {
        try {
            return text(headers, ORIGIN_TOPIC_HEADER)
                    .map(topic -> new Origin(
                            topic,
                            Integer.parseInt(
                                    text(headers, ORIGIN_PARTITION_HEADER).orElse("")),
                            Long.parseLong(text(headers, ORIGIN_OFFSET_HEADER).orElse(""))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(Headers headers, String name) {
        @Nullable Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
