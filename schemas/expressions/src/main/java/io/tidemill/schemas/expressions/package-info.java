/** Expressions over named values, in CEL. */
@NullMarked
package io.tidemill.schemas.expressions;

import org.jspecify.annotations.NullMarked;
