package io.tidemill.infra.launcher.feed;

import java.net.URI;

/** Where the gateway is now; asked before each attempt, since a restarted stack may have moved. */
@FunctionalInterface
public interface Gateway {
    /** The servers' URL, without a slash at its end. */
    URI address();
}
