/** Topics to Iceberg tables exactly once, the dead-letter table, and the announcement of completed partitions. */
@NullMarked
package io.tidemill.ingestion.lakesink;

import org.jspecify.annotations.NullMarked;
