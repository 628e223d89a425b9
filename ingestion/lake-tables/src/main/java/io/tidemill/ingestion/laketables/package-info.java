/** The tables of the lake: their catalogue, their columns, and how they are read. */
@NullMarked
package io.tidemill.ingestion.laketables;

import org.jspecify.annotations.NullMarked;
