/** What a demonstration sends through a stack, waits for, measures and reports. */
@NullMarked
package io.tidemill.infra.launcher.demo;

import org.jspecify.annotations.NullMarked;
