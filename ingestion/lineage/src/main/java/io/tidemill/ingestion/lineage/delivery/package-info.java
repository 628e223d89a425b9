/** Brings events to HTTP, Kafka or a file without ever holding up who makes them. */
@NullMarked
package io.tidemill.ingestion.lineage.delivery;

import org.jspecify.annotations.NullMarked;
