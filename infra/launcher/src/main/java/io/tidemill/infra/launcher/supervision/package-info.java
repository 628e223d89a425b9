/** Child processes that are kept running: started, watched, restarted, and stopped in order. */
@NullMarked
package io.tidemill.infra.launcher.supervision;

import org.jspecify.annotations.NullMarked;
