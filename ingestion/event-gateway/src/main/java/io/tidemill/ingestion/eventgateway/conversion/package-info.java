/** JSON to Avro by a schema, with errors that name the field and say what was expected. */
@NullMarked
package io.tidemill.ingestion.eventgateway.conversion;

import org.jspecify.annotations.NullMarked;
