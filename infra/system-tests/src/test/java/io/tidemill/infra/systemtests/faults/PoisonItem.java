package io.tidemill.infra.systemtests.faults;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Something that should not come, and comes.
 *
 * @param name says what it is; also the id of its event, where it has one
 * @param way how it comes
 * @param expected what has to become of it
 */
record PoisonItem(String name, Way way, Expected expected) {
    /** How an item comes in. */
    sealed interface Way {}

    /** A request to the gateway. */
    record Http(String mediaType, Map<String, String> headers, byte[] body) implements Way {}

    /** A record straight to the broker. */
    record Straight(ProducerRecord<byte[], byte[]> sent) implements Way {}
}
