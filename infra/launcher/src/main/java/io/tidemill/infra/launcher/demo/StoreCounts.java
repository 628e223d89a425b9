package io.tidemill.infra.launcher.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Redis counted since it started: one hash is one row of features of one entity.
 *
 * @param written how often a row of features was written
 * @param read how often a row of features was read
 */
record StoreCounts(long written, long read) {
    private static final int TIMEOUT_MILLISECONDS = 10_000;
    private static final byte[] QUESTION = "INFO commandstats\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Asks the Redis at an address, {@code host:port}. */
    static StoreCounts ask(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    TIMEOUT_MILLISECONDS);
            socket.setSoTimeout(TIMEOUT_MILLISECONDS);
            socket.getOutputStream().write(QUESTION);
            InputStream in = socket.getInputStream();
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Reads the answer to {@code INFO commandstats}. */
    static StoreCounts parse(String answer) {
        return new StoreCounts(calls(answer, "hset|hmset"), calls(answer, "hgetall|hmget"));
    }

    private static long calls(String answer, String commands) {
        Matcher line = Pattern.compile("(?m)^cmdstat_(?:" + commands + "):calls=(\\d+),")
                .matcher(answer);
        long calls = 0;
        while (line.find()) {
            calls += Long.parseLong(line.group(1));
        }
        return calls;
    }
}
