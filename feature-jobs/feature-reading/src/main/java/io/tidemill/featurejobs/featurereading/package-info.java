/** What is read of features, and computed from that: the same for lookups and for decisions. */
@NullMarked
package io.tidemill.featurejobs.featurereading;

import org.jspecify.annotations.NullMarked;
