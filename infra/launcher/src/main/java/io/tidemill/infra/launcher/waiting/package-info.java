/** How the launcher waits for what signals nothing. */
@NullMarked
package io.tidemill.infra.launcher.waiting;

import org.jspecify.annotations.NullMarked;
