/** What was served held against what its events give: value by value, and with the cause where they differ. No input, no output. */
@NullMarked
package io.tidemill.featurejobs.featureconsistency.comparison;

import org.jspecify.annotations.NullMarked;
