package io.tidemill.infra.httpserver.routes;

import java.util.concurrent.CompletionStage;

/** The code behind a route. What it throws that is no problem for the client is answered with 500 and logged. */
public sealed interface Handling {
    /** Runs on a worker thread, where it may wait. */
    record Blocking(BlockingHandler handler) implements Handling {}

    /** Runs on the event loop, where it must not wait; the stage may complete on any thread. */
    record Asynchronous(AsyncHandler handler) implements Handling {}

    /** Runs on the event loop, where it must not wait, before the body has come. */
    record Streaming(StreamingHandler handler) implements Handling {}

    /** Answers on the calling thread. */
    @FunctionalInterface
    interface BlockingHandler {
        Response handle(Request request) throws Exception;
    }

    /** Answers later. */
    @FunctionalInterface
    interface AsyncHandler {
        CompletionStage<Response> handle(Request request);
    }

    /** Reads the body as it arrives, and answers later. */
    @FunctionalInterface
    interface StreamingHandler {
        /**
         * Answers a request.
         *
         * @param head the request with an empty body
         * @param body its body as it was sent: any content encoding is still on it
         */
        CompletionStage<Response> handle(Request head, BodyParts body);
    }
}
