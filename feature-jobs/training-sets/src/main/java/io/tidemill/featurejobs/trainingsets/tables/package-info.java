/** Tables of the lake that views have their features from: checked against the view, and gone through row by row. */
@NullMarked
package io.tidemill.featurejobs.trainingsets.tables;

import org.jspecify.annotations.NullMarked;
