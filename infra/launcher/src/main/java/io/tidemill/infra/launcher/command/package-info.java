/** The verbs of the {@code tidemill} command. */
@NullMarked
package io.tidemill.infra.launcher.command;

import org.jspecify.annotations.NullMarked;
