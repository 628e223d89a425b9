/** Registered schemas become topics and tables; the catalogue of event types. */
@NullMarked
package io.tidemill.ingestion.eventtypes;

import org.jspecify.annotations.NullMarked;
