/** What every Flink job shares: events read from Kafka with what cannot be read set apart, duplicates dropped, exactly-once topics written, checkpoints configured. */
@NullMarked
package io.tidemill.infra.eventstreams;

import org.jspecify.annotations.NullMarked;
