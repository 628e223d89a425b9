package io.tidemill.infra.systemtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The generator's own memory: a line for each sending before it, a line for each answer after it, on the disk when the
 * future is done. What is asked for together is synced together. Safe to share between threads.
 */
final class Journal implements AutoCloseable {
    private static final Entry END = new Entry("", new CompletableFuture<>());

    private final FileChannel file;
    private final Clock clock;
    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final Thread writer = new Thread(this::write, "journal");

    private Journal(FileChannel file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Begins a journal in a file that is not there. */
    static Journal create(Path path, Clock clock) throws IOException {
        Journal journal =
                new Journal(FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), clock);
        journal.writer.start();
        return journal;
    }

    /** Notes that events are about to be sent. */
    CompletableFuture<Void> sending(Collection<LoadEvent> events) {
        StringBuilder lines = new StringBuilder();
        long now = clock.millis();
        for (LoadEvent event : events) {
            lines.append(JournalEntries.sendingLine(event, now));
        }
        return append(lines.toString());
    }

    /** Notes how events were answered: an HTTP status, or 0 where no answer came. */
    CompletableFuture<Void> answered(Map<LoadEvent, Integer> statuses) {
        StringBuilder lines = new StringBuilder();
        statuses.forEach((event, status) -> lines.append(JournalEntries.answerLine(event, status)));
        return append(lines.toString());
    }

    /** Returns when everything is on the disk. */
    @Override
    public void close() throws IOException {
        queue.add(END);
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }

    private CompletableFuture<Void> append(String lines) {
        Entry entry = new Entry(lines, new CompletableFuture<>());
        queue.add(entry);
        return entry.done();
    }

    private void write() {
        List<Entry> together = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            try {
                together.add(queue.take());
                queue.drainTo(together);
                ended = together.remove(END);
                sync(together);
                together.forEach(entry -> entry.done().completeAsync(() -> null));
            } catch (IOException e) {
                together.forEach(entry -> entry.done().completeExceptionally(new UncheckedIOException(e)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                ended = true;
            }
            together.clear();
        }
    }

    private void sync(List<Entry> together) throws IOException {
        StringBuilder lines = new StringBuilder();
        together.forEach(entry -> lines.append(entry.lines()));
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
    }

    private record Entry(String lines, CompletableFuture<Void> done) {}
}
