package io.tidemill.ingestion.eventreplay.rows;

import io.tidemill.ingestion.eventreplay.rows.RowReader.BadRows;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a stream. A line whose bytes are no text or that is too long is reported and left out; the numbers of the
 * others do not change by it.
 */
final class LineReader implements Closeable {
    static final int MAXIMUM_LINE_BYTES = 1 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final BadRows bad;
    private final Deque<Line> pushedBack = new ArrayDeque<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long number;

    LineReader(InputStream in, Charset charset, BadRows bad) {
        this.in = in;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.bad = bad;
    }

    /** The next line that is text; empty at the end. */
    Optional<Line> next() throws IOException {
        if (!pushedBack.isEmpty()) {
            return Optional.of(pushedBack.pop());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        while (readLine(bytes)) {
            number++;
            if (bytes.size() > MAXIMUM_LINE_BYTES) {
                bad.accept(number, "longer than " + MAXIMUM_LINE_BYTES + " bytes");
            } else {
                Optional<String> text = decode(bytes);
                if (text.isPresent()) {
                    return Optional.of(new Line(number, withoutMark(text.get())));
                }
                bad.accept(number, "its bytes are not text in " + decoder.charset());
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Gives lines back, to be read again in this order. */
    void pushBack(List<Line> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            pushedBack.push(lines.get(i));
        }
    }

    /** Reads up to the next line feed, keeping no more of an overlong line than is needed to know that it is one. */
    private boolean readLine(ByteArrayOutputStream bytes) throws IOException {
        bytes.reset();
        boolean any = false;
        while (position < limit || fill()) {
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            bytes.write(buffer, position, Math.min(end - position, MAXIMUM_LINE_BYTES + 1 - bytes.size()));
            position = end + 1;
            if (end < limit) {
                return true;
            }
        }
        return any;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private Optional<String> decode(ByteArrayOutputStream bytes) {
        try {
            String text = decoder.decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
            return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private String withoutMark(String text) {
        return number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }
}
