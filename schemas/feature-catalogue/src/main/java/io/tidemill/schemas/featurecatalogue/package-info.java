/** Every version of every feature view as of one revision, and how it reaches whoever follows it. */
@NullMarked
package io.tidemill.schemas.featurecatalogue;

import org.jspecify.annotations.NullMarked;
