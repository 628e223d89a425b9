/** What is expected of a day of a lake table: the YAML form, its validation, and the rules as values. */
@NullMarked
package io.tidemill.schemas.expectations;

import org.jspecify.annotations.NullMarked;
