/** Events that come as lines of a body that is read while it arrives. */
@NullMarked
package io.tidemill.ingestion.eventgateway.upload;

import org.jspecify.annotations.NullMarked;
