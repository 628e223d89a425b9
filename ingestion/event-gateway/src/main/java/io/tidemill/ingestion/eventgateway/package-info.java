/** Events in over HTTP: authenticated, checked against their schema, acknowledged by Kafka, or refused with a reason. */
@NullMarked
package io.tidemill.ingestion.eventgateway;

import org.jspecify.annotations.NullMarked;
