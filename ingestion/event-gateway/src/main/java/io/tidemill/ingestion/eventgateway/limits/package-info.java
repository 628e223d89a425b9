/** How much each tenant may send, so that none slows another. */
@NullMarked
package io.tidemill.ingestion.eventgateway.limits;

import org.jspecify.annotations.NullMarked;
