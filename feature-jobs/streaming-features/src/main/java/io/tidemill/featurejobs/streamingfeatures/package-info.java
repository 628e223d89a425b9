/** The Flink job from events to features in the online store. */
@NullMarked
package io.tidemill.featurejobs.streamingfeatures;

import org.jspecify.annotations.NullMarked;
