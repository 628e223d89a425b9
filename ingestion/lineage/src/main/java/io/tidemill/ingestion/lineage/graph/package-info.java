/** Columns and what they are made of, from the definitions. */
@NullMarked
package io.tidemill.ingestion.lineage.graph;

import org.jspecify.annotations.NullMarked;
