/** Training sets larger than memory, as a bounded Flink job over the lake. */
@NullMarked
package io.tidemill.featurejobs.trainingsetjob;

import org.jspecify.annotations.NullMarked;
