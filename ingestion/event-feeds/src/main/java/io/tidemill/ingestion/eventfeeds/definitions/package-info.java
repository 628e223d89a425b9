/** Feeds as they are declared in YAML. */
@NullMarked
package io.tidemill.ingestion.eventfeeds.definitions;

import org.jspecify.annotations.NullMarked;
