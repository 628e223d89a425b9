/** Models in memory: loaded, verified against their golden rows, warmed, swapped by reference. */
@NullMarked
package io.tidemill.decisionengine.scoring;

import org.jspecify.annotations.NullMarked;
