package io.tidemill.infra.eventstreams;

import org.apache.flink.api.common.typeinfo.TypeInfo;

/** A Kafka record as a job reads it: an event, or what could not become one. */
@TypeInfo(StreamedRecordTypes.OfAny.class)
public sealed interface StreamedRecord permits StreamedEvent, PoisonRecord {
    /** The topic it was read from. */
    String topic();

    /** Its partition. */
    int partition();

    /** Its offset. */
    long offset();

    /** Its Kafka timestamp, which is when it was taken in, in epoch milliseconds. */
    long ingestTime();
}
