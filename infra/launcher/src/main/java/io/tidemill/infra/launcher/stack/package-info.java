/** The embedded stack: its data folder, its ports, its configuration, and one class for each of its processes. */
@NullMarked
package io.tidemill.infra.launcher.stack;

import org.jspecify.annotations.NullMarked;
