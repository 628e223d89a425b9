/** A completed partition becomes exactly one training run per model, partition and definition version. */
@NullMarked
package io.tidemill.trainingtriggers.partitionwatch;

import org.jspecify.annotations.NullMarked;
