/** Doors that stand open: watched folders and topics of plain JSON become events by themselves, each once. */
@NullMarked
package io.tidemill.ingestion.eventfeeds;

import org.jspecify.annotations.NullMarked;
