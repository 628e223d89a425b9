package io.tidemill.infra.httpserver.routes;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** A body that arrives in parts, to be read on a thread that may wait. Never on an event loop. */
public final class BodyInput extends InputStream {
    private static final int END = -1;

    private final BodyParts parts;
    private byte[] part = {};
    private int position;
    private boolean ended;

    public BodyInput(BodyParts parts) {
        this.parts = Objects.requireNonNull(parts, "parts");
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? part[position++] & 0xFF : END;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return END;
        }
        int count = Math.min(length, part.length - position);
        System.arraycopy(part, position, target, offset, count);
        position += count;
        return count;
    }

    /** What is here already; 0 where the next part has to be waited for. */
    @Override
    public int available() {
        return part.length - position;
    }

    private boolean hasMore() throws IOException {
        while (!ended && position == part.length) {
            Optional<byte[]> next = await();
            ended = next.isEmpty();
            part = next.orElse(new byte[0]);
            position = 0;
        }
        return !ended;
    }

    private Optional<byte[]> await() throws IOException {
        try {
            return parts.next().toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a body was read");
        } catch (ExecutionException e) {
            throw new IOException("the sender has gone", e.getCause());
        }
    }
}
