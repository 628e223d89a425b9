/** Where days lie as they grow old, and when they go. */
@NullMarked
package io.tidemill.ingestion.lakeversions.lifecycle;

import org.jspecify.annotations.NullMarked;
