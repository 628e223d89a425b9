/** What was served on a day held against what the lake recomputes: the job, its reports, and the verdict that holds models back. */
@NullMarked
package io.tidemill.featurejobs.featureconsistency;

import org.jspecify.annotations.NullMarked;
