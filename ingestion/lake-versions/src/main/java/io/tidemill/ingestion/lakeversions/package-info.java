/** Versions of the lake, erasures and tiers over HTTP. */
@NullMarked
package io.tidemill.ingestion.lakeversions;

import org.jspecify.annotations.NullMarked;
