/** The Avro schemas of the business events and of Tidemill's own records, their ids and their generated types. */
@NullMarked
package io.tidemill.schemas.events;

import org.jspecify.annotations.NullMarked;
