/** Events in the order of their times, however many there are. */
@NullMarked
package io.tidemill.ingestion.eventreplay.ordering;

import org.jspecify.annotations.NullMarked;
