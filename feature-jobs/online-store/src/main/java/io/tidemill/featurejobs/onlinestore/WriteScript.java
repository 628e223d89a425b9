package io.tidemill.featurejobs.onlinestore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import redis.clients.jedis.Protocol;

/** The script that writes a row by the rule, atomically; Redis knows it by its SHA-1. */
final class WriteScript {

    private static final byte[] ONE = "1".getBytes(StandardCharsets.US_ASCII);
    private static final int LEADING = 7;

    private final byte[] source;
    private final byte[] sha1;
    private final byte[] ttlSeconds;
    private final EntityKeyFormat keys;

    WriteScript(OnlineStoreConfig config) {
        source = source();
        sha1 = sha1(source);
        ttlSeconds = ascii(config.keyTtl().toSeconds());
        keys = new EntityKeyFormat(config.project());
    }

    /** The call by the script's name; the answer is 1 if the row was written and 0 if not. */
    KeyCommand call(FeatureRow row, byte[] rule) {
        return call(Protocol.Command.EVALSHA, sha1, row, rule);
    }

    /** The call with the whole script, which whoever gets it knows from then on. */
    KeyCommand callWithSource(FeatureRow row, byte[] rule) {
        return call(Protocol.Command.EVAL, source, row, rule);
    }

    private KeyCommand call(Protocol.Command command, byte[] script, FeatureRow row, byte[] rule) {
        OnlineView view = row.view();
        int features = view.features().size();
        byte[][] arguments = new byte[LEADING + 2 + 2 * features][];
        arguments[0] = script;
        arguments[1] = ONE;
        byte[] key = keys.encode(row.entity());
        arguments[2] = key;
        arguments[3] = rule;
        arguments[4] = ascii(row.eventTime().getEpochSecond());
        arguments[5] = ascii(row.eventTime().getNano());
        arguments[6] = ttlSeconds;
        arguments[LEADING] = view.timestampField();
        arguments[LEADING + 1] = TimestampFormat.encode(row.eventTime());
        for (int feature = 0; feature < features; feature++) {
            int at = LEADING + 2 + 2 * feature;
            arguments[at] = view.field(feature);
            arguments[at + 1] = ValueFormat.encode(row.values().get(feature));
        }
        return new KeyCommand(key, command, arguments);
    }

    private static byte[] ascii(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] source() {
        try (InputStream script = WriteScript.class.getResourceAsStream("write-row.lua")) {
            if (script == null) {
                throw new IllegalStateException("write-row.lua is not on the class path");
            }
            return script.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha1(byte[] source) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(source))
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
