/** What was served, and the events it was computed from, out of the lake's tables. */
@NullMarked
package io.tidemill.featurejobs.featureconsistency.lake;

import org.jspecify.annotations.NullMarked;
