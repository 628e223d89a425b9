/** Predictions over HTTP from many models at once, swapped while they serve. */
@NullMarked
package io.tidemill.trainingtriggers.modelserver;

import org.jspecify.annotations.NullMarked;
