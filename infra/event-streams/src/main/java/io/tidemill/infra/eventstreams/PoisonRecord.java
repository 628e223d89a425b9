package io.tidemill.infra.eventstreams;

import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record that is no event, kept as it came.
 *
 * @param reason what is wrong, for a machine
 * @param detail what is wrong, for a person
 * @param topic the topic it was read from
 * @param partition its partition
 * @param offset its offset
 * @param ingestTime its Kafka timestamp in epoch milliseconds
 * @param headers its headers; of two with one name the last
 * @param key its key
 * @param value its value
 */
@TypeInfo(StreamedRecordTypes.OfPoison.class)
@SuppressWarnings("ArrayRecordComponent") // Raw bytes are carried, never compared.
public record PoisonRecord(
        Reason reason,
        String detail,
        String topic,
        int partition,
        long offset,
        long ingestTime,
        Map<String, byte[]> headers,
        byte @Nullable [] key,
        byte @Nullable [] value)
        implements StreamedRecord {
    public PoisonRecord {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(topic, "topic");
        headers = Map.copyOf(headers);
    }
}
