/** Feature definitions in Feast's terms, their YAML form and its validation. */
@NullMarked
package io.tidemill.schemas.featureviews;

import org.jspecify.annotations.NullMarked;
