/** Any CSV or JSON lines file becomes events, in event-time order. */
@NullMarked
package io.tidemill.ingestion.eventreplay;

import org.jspecify.annotations.NullMarked;
