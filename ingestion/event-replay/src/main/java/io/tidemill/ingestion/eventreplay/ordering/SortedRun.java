package io.tidemill.ingestion.eventreplay.ordering;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Events in order, in a file. */
final class SortedRun {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final long events;

    private SortedRun(Path file, long events) {
        this.file = file;
        this.events = events;
    }

    static SortedRun write(Path file, Iterator<CloudEventJson> events) throws IOException {
        long count = 0;
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
            while (events.hasNext()) {
                CloudEventJson event = events.next();
                out.writeLong(event.time().toEpochMilli());
                writeText(out, event.id());
                writeText(out, event.source());
                writeText(out, event.type());
                writeText(out, event.subject());
                writeText(out, event.json());
                count++;
            }
        }
        return new SortedRun(file, count);
    }

    Reader open() throws IOException {
        return new Reader(file, events);
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads a run from its beginning; closes itself at the end. */
    static final class Reader implements Iterator<CloudEventJson>, AutoCloseable {
        private final DataInputStream in;
        private long left;
        private @Nullable CloudEventJson next;

        Reader(Path file, long events) throws IOException {
            this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
            this.left = events;
            advance();
        }

        /** The next event, which stays the next. */
        CloudEventJson peek() {
            if (next == null) {
                throw new NoSuchElementException();
            }
            return next;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public CloudEventJson next() {
            CloudEventJson event = peek();
            try {
                advance();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return event;
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void advance() throws IOException {
            if (left == 0) {
                next = null;
                close();
                return;
            }
            left--;
            Instant time = Instant.ofEpochMilli(in.readLong());
            next = new CloudEventJson(readText(), readText(), readText(), readText(), time, readText());
        }

        private String readText() throws IOException {
            return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        }
    }
}
