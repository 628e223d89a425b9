/** The aggregations, in plain Java: the one code that streaming, backfill and training sets all run. */
@NullMarked
package io.tidemill.featurejobs.featurelogic;

import org.jspecify.annotations.NullMarked;
