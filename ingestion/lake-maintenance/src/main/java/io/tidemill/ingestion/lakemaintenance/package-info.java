/** The Flink job that keeps the lake's tables fast: compaction, manifests, snapshots, orphans. */
@NullMarked
package io.tidemill.ingestion.lakemaintenance;

import org.jspecify.annotations.NullMarked;
