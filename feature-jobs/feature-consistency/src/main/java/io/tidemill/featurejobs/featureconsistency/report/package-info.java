/** What a comparison of a day found: as values, and as a page. */
@NullMarked
package io.tidemill.featurejobs.featureconsistency.report;

import org.jspecify.annotations.NullMarked;
