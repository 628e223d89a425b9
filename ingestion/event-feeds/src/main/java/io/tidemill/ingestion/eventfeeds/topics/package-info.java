/** Topics of plain JSON, whose records become events or dead letters in Kafka transactions. */
@NullMarked
package io.tidemill.ingestion.eventfeeds.topics;

import org.jspecify.annotations.NullMarked;
