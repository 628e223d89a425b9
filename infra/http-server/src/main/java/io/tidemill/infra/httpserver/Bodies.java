package io.tidemill.infra.httpserver;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Reads bodies of requests, never more of one than a limit. */
record Bodies(int maximumBytes) {
    /** The body without its content encoding; the request is paused before. */
    Future<byte[]> read(HttpServerRequest request) {
        if (announcedBytes(request) > maximumBytes) {
            return Future.failedFuture(tooLarge());
        }
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        boolean gzip = "gzip".equalsIgnoreCase(encoding);
        if (encoding != null && !gzip && !"identity".equalsIgnoreCase(encoding)) {
            return Future.failedFuture(new ProblemException(
                    415,
                    "Media type not supported",
                    "content-encoding",
                    "content-encoding " + encoding + ": expected gzip or identity"));
        }
        if (waitsToContinue(request)) {
            request.response().writeContinue();
        }
        Future<byte[]> sent = collect(request);
        return gzip ? sent.map(this::inflated) : sent;
    }

    /** How long a body is by its head; -1 when that is not said. */
    static long announcedBytes(HttpServerRequest request) {
        String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return announced == null ? -1 : Long.parseLong(announced);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Whether the sender asked to be told before it sends the body. */
    static boolean waitsToContinue(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader("expect"));
    }

    private Future<byte[]> collect(HttpServerRequest request) {
        Promise<byte[]> body = Promise.promise();
        Buffer parts = Buffer.buffer();
        request.exceptionHandler(body::tryFail);
        request.handler(part -> {
            if (parts.length() + part.length() > maximumBytes) {
                body.tryFail(tooLarge());
            } else {
                parts.appendBuffer(part);
            }
        });
        request.endHandler(end -> body.tryComplete(parts.getBytes()));
        request.resume();
        return body.future();
    }

    private byte[] inflated(byte[] compressed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            byte[] body = in.readNBytes(maximumBytes + 1);
            if (body.length > maximumBytes) {
                throw tooLarge();
            }
            return body;
        } catch (IOException e) {
            throw ProblemException.malformed("the body is not in gzip, which content-encoding says it is");
        }
    }

    private ProblemException tooLarge() {
        return new ProblemException(
                413,
                "Request too large",
                String.format(
                        Locale.ROOT, "the body is longer than %d bytes, the most this server reads", maximumBytes));
    }
}
