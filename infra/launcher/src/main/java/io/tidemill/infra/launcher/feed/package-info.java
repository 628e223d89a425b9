/** Events from a file or the simulator, sent to the gateway until they are accepted. */
@NullMarked
package io.tidemill.infra.launcher.feed;

import org.jspecify.annotations.NullMarked;
