/** Versions of feature views: planned, applied, filled from the lake, switched and retired. */
@NullMarked
package io.tidemill.featurejobs.featuredefinitions;

import org.jspecify.annotations.NullMarked;
