/** How each table is laid out: partitions, order, file sizes, what is kept and for how long; declared in YAML. */
@NullMarked
package io.tidemill.ingestion.laketables.layout;

import org.jspecify.annotations.NullMarked;
