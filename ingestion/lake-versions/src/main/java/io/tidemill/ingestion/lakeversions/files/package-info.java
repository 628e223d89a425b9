/** The data files of snapshots: which there are, what is in them, and how they are written anew. */
@NullMarked
package io.tidemill.ingestion.lakeversions.files;

import org.jspecify.annotations.NullMarked;
