package io.tidemill.infra.httpserver;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;

/**
 * The rest of a body that nobody wants, when its request is answered. A connection that is closed while its sender still
 * writes is reset, and the sender may lose the answer; so the rest passes by for a while first. A rest that is known to be
 * short leaves the connection open for the next request.
 */
final class UnreadBody {
    /** More than a proxy or client buffers before it looks for an answer. */
    static final long MOST_BYTES = 64L << 20;

    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** A sender that has stopped has read the answer, or never will. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final long began = System.nanoTime();
    private long heard = began;
    private long passed;

    private UnreadBody(Vertx vertx, HttpServerRequest request) {
        this.vertx = vertx;
        this.request = request;
    }

    /**
     * Says in the head of an answer that the connection is closed after it, where that is so.
     *
     * @param shortBytes a body that is announced to have no more leaves the connection open
     */
    static void announce(HttpServerRequest request, long shortBytes) {
        if (closes(request, shortBytes)) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Lets the body of a request pass by whose answer has been sent, with the limit that was announced. */
    static void discard(Vertx vertx, HttpServerRequest request, long shortBytes) {
        if (request.isEnded()) {
            return;
        }
        UnreadBody rest = new UnreadBody(vertx, request);
        request.exceptionHandler(gone -> {});
        request.handler(part -> rest.pass(part.length()));
        if (closes(request, shortBytes)) {
            request.endHandler(end -> request.connection().close());
            rest.watch();
        }
        request.resume();
    }

    private static boolean closes(HttpServerRequest request, long shortBytes) {
        return !request.isEnded() && request.version() != HttpVersion.HTTP_2 && !isShort(request, shortBytes);
    }

    /** Whether all of it comes, and soon: who waits to be told to continue will not send it. */
    private static boolean isShort(HttpServerRequest request, long shortBytes) {
        long announced = Bodies.announcedBytes(request);
        return announced >= 0 && announced <= shortBytes && !Bodies.waitsToContinue(request);
    }

    private void pass(int bytes) {
        passed += bytes;
        heard = System.nanoTime();
    }

    private void watch() {
        long[] timer = {0};
        timer[0] = vertx.setPeriodic(250, tick -> {
            long now = System.nanoTime();
            if (passed > MOST_BYTES || now - began > LONGEST.toNanos() || now - heard > LONGEST_SILENCE.toNanos()) {
                request.connection().close();
            }
        });
        request.connection().closeHandler(closed -> vertx.cancelTimer(timer[0]));
    }
}
