package io.tidemill.infra.httpserver;

import io.tidemill.infra.httpserver.routes.BodyParts;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Hands out the parts of a paused request's body on demand. Its state belongs to the request's event loop. */
final class StreamedBody implements BodyParts {
    private final Context context;
    private final HttpServerRequest request;
    private @Nullable CompletableFuture<Optional<byte[]>> asked;
    private @Nullable Throwable failure;
    private boolean begun;
    private boolean ended;

    StreamedBody(Context context, HttpServerRequest request) {
        this.context = context;
        this.request = request;
        request.handler(part -> answer(Optional.of(part.getBytes())));
        request.endHandler(end -> {
            ended = true;
            answer(Optional.empty());
        });
        request.exceptionHandler(this::fail);
    }

    @Override
    public CompletionStage<Optional<byte[]>> next() {
        CompletableFuture<Optional<byte[]>> part = new CompletableFuture<>();
        context.runOnContext(here -> ask(part));
        return part;
    }

    private void ask(CompletableFuture<Optional<byte[]>> part) {
        if (!begun) {
            begun = true;
            if (Bodies.waitsToContinue(request)) {
                request.response().writeContinue();
            }
        }
        if (failure != null) {
            part.completeExceptionally(failure);
        } else if (ended) {
            part.complete(Optional.empty());
        } else {
            asked = part;
            request.fetch(1);
        }
    }

    private void answer(Optional<byte[]> part) {
        CompletableFuture<Optional<byte[]>> waiting = asked;
        asked = null;
        if (waiting != null) {
            waiting.complete(part);
        }
    }

    private void fail(Throwable gone) {
        failure = new IOException("the body ended early", gone);
        CompletableFuture<Optional<byte[]>> waiting = asked;
        asked = null;
        if (waiting != null) {
            waiting.completeExceptionally(failure);
        }
    }
}
