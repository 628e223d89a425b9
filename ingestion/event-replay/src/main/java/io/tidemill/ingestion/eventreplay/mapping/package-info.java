/** How the columns of a file become the attributes and data of an event. */
@NullMarked
package io.tidemill.ingestion.eventreplay.mapping;

import org.jspecify.annotations.NullMarked;
