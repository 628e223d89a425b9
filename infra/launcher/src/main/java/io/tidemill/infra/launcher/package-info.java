/** The tidemill command and the embedded stack. */
@NullMarked
package io.tidemill.infra.launcher;

import org.jspecify.annotations.NullMarked;
