package io.tidemill.infra.httpserver.routes;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A body as it arrives. A part is read from the connection when it is asked for and not before, so a sender that is faster
 * than its reader waits.
 */
@FunctionalInterface
public interface BodyParts {
    /**
     * The next part; empty at the end. Ask again only when the part before has come.
     *
     * @return failed with an {@link java.io.IOException} if the sender has gone
     */
    CompletionStage<Optional<byte[]>> next();
}
