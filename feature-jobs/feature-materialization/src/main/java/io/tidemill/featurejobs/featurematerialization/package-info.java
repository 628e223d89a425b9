/** Features that are columns of the lake's tables, written to the online store. */
@NullMarked
package io.tidemill.featurejobs.featurematerialization;

import org.jspecify.annotations.NullMarked;
