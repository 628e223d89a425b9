/** How far the values that were served have moved from those that a model was trained on. */
@NullMarked
package io.tidemill.featurejobs.featureconsistency.drift;

import org.jspecify.annotations.NullMarked;
