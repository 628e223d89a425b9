/** Point-in-time joins over the lake, pinned to snapshots. */
@NullMarked
package io.tidemill.featurejobs.trainingsets;

import org.jspecify.annotations.NullMarked;
