package io.tidemill.ingestion.eventgateway.upload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;

/** Cuts a stream into lines at line feeds, and never holds more of one than a limit. */
public final class Lines {
    private static final int BUFFER_BYTES = 32 << 10;

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int filled;
    private long number;

    /**
     * A line.
     *
     * @param number counted from 1
     * @param bytes without the line feed; empty where the line is longer than the limit
     */
    @SuppressWarnings("ArrayRecordComponent") // Raw bytes are carried, never compared.
    public record Line(long number, Optional<byte[]> bytes) {
        /** Whether there is nothing to read in it. */
        public boolean isBlank() {
            if (bytes.isEmpty()) {
                return false;
            }
            for (byte b : bytes.get()) {
                if (b != ' ' && b != '\t' && b != '\r') {
                    return false;
                }
            }
            return true;
        }
    }

    /** @param longest the bytes of the longest line that is handed out */
    public Lines(InputStream in, int longest) {
        this.in = Objects.requireNonNull(in, "in");
        this.longest = longest;
    }

    /** The next line, which need not end in a line feed if it is the last; empty at the end. */
    public Optional<Line> next() throws IOException {
        if (position == filled && !fill()) {
            return Optional.empty();
        }
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean tooLong = false;
        boolean ended = false;
        while (!ended && (position < filled || fill())) {
            int end = position;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            tooLong = tooLong || line.size() + end - position > longest;
            if (!tooLong) {
                line.write(buffer, position, end - position);
            }
            ended = end < filled;
            position = ended ? end + 1 : end;
        }
        return Optional.of(new Line(number, tooLong ? Optional.empty() : Optional.of(line.toByteArray())));
    }

    private boolean fill() throws IOException {
        int read = in.read(buffer);
        position = 0;
        filled = Math.max(read, 0);
        return read > 0;
    }
}
