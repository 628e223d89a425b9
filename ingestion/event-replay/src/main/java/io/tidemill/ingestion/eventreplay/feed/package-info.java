/** Events on their way to a gateway: their JSON form, where they come from, and when each is due. */
@NullMarked
package io.tidemill.ingestion.eventreplay.feed;

import org.jspecify.annotations.NullMarked;
