package io.tidemill.infra.launcher.command;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a log as it grows, in whole lines. */
final class LogFollower {
    private static final int AT_ONCE = 1 << 20;

    private final Path log;
    private long position;

    /** Follows a log from a position on; a log that shrank is read from its beginning. */
    LogFollower(Path log, long position) {
        this.log = log;
        this.position = position;
    }

    /** Follows a log from a number of lines before its end. */
    static LogFollower fromLastLines(Path log, int lines) throws IOException {
        if (!Files.exists(log)) {
            return new LogFollower(log, 0);
        }
        long size = Files.size(log);
        long start = Math.max(0, size - AT_ONCE);
        String tail = read(log, start, size);
        int from = tail.length();
        for (int seen = 0; from > 0 && seen <= lines; seen++) {
            from = tail.lastIndexOf('\n', from - 1);
        }
        int bytes = tail.substring(Math.max(0, from + 1)).getBytes(StandardCharsets.UTF_8).length;
        return new LogFollower(log, size - bytes);
    }

    /** The whole lines that were written since the last call; empty when there are none. */
    String more() throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        long size = Files.size(log);
        if (size < position) {
            position = 0;
        }
        String text = read(log, position, Math.min(size, position + AT_ONCE));
        int end = text.lastIndexOf('\n') + 1;
        String lines = text.substring(0, end);
        position += lines.getBytes(StandardCharsets.UTF_8).length;
        return lines;
    }

    private static String read(Path log, long from, long to) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) (to - from)];
            file.seek(from);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
