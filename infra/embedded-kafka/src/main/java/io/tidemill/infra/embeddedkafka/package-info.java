/** A Kafka broker in a process of its own, for one machine. */
@NullMarked
package io.tidemill.infra.embeddedkafka;

import org.jspecify.annotations.NullMarked;
