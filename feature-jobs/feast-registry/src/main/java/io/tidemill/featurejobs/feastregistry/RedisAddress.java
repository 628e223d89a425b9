package io.tidemill.featurejobs.feastregistry;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is, as Feast's configuration can say it.
 *
 * @param host a name or an IPv4 address: Feast splits at the first colon, so there is no way to write an IPv6 one
 * @param port from 1 to 65535
 */
public record RedisAddress(String host, int port) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern FORM = Pattern.compile("(.+):([0-9]{1,5})");

    /**
     * @throws IllegalArgumentException if Feast could not read it back
     */
    public RedisAddress {
        if (!HOST.matcher(host).matches() || port < 1 || port > 65535) {
            throw unreadable(host + ":" + port);
        }
    }

    /**
     * Reads {@code HOST:PORT}.
     *
     * @throws IllegalArgumentException if the text is nothing of the kind
     */
    public static RedisAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw unreadable(text);
        }
        return new RedisAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "'" + text + "': expected HOST:PORT with a name or an IPv4 address, such as 127.0.0.1:6379");
    }
}
