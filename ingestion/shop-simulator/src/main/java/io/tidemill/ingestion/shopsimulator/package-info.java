/** A seeded chain of shops whose members have habits, with the ground truth beside the events. */
@NullMarked
package io.tidemill.ingestion.shopsimulator;

import org.jspecify.annotations.NullMarked;
