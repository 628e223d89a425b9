package io.tidemill.infra.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One command to a Redis or a sentinel on this machine, and its answer as text. */
final class RedisQuestion {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();

    private RedisQuestion() {}

    /**
     * What a server says: the text of a status, an error, a number or a bulk string, or the first element of a list.
     *
     * @param command its words separated by blanks
     */
    static String ask(int port, String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            return answer(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(command.split(" ", 2)[0] + " of " + port, e);
        }
    }

    /** As {@link #ask}, of what is not to fail. */
    static void tell(int port, String command) {
        String answer = ask(port, command);
        if (!answer.equals("OK")) {
            throw new IllegalStateException(command.split(" ", 2)[0] + " of " + port + ": " + answer);
        }
    }

    private static String answer(BufferedReader reader) throws IOException {
        String first = reader.readLine();
        if (first == null) {
            throw new IOException("no answer");
        }
        return switch (first.charAt(0)) {
            case '$' -> bulk(reader, Integer.parseInt(first.substring(1)));
            case '*' -> first.equals("*-1") || first.equals("*0") ? "" : answer(reader);
            default -> first.substring(1);
        };
    }

    private static String bulk(BufferedReader reader, int length) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int next = reader.read();
            if (next < 0) {
                throw new IOException("the answer ends after " + text.length() + " of " + length);
            }
            text.append((char) next);
        }
        return text.toString();
    }
}
