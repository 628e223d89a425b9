/** Training set, training, evaluation on later data, and the report. */
@NullMarked
package io.tidemill.trainingtriggers.modeltraining;

import org.jspecify.annotations.NullMarked;
