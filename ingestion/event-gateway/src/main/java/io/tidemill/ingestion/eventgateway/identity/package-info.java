/** Which events were taken already, and whether one that comes again says the same. */
@NullMarked
package io.tidemill.ingestion.eventgateway.identity;

import org.jspecify.annotations.NullMarked;
