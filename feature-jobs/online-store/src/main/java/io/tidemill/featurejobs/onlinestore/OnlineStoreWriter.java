package io.tidemill.featurejobs.onlinestore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Writes rows, each atomically and only if the rule lets it replace what is stored; writing the same rows again changes
 * nothing. Safe for use by many threads.
 */
public final class OnlineStoreWriter implements AutoCloseable {
    /** Rows sent before answers are read: enough to hide the round trip, few enough to keep buffers small. */
    private static final int PIPELINE = 256;

    private final RedisConnections connections;
    private final WriteScript script;

    private OnlineStoreWriter(OnlineStoreConfig config) {
        connections = new RedisConnections(config);
        script = new WriteScript(config);
    }

    /** Connects when first asked, not now. */
    public static OnlineStoreWriter open(OnlineStoreConfig config) {
        return new OnlineStoreWriter(config);
    }

    /**
     * Writes the rows in order. When this throws, any of them may have been written: write them all again.
     *
     * @throws OnlineStoreException if Redis is away or refuses
     */
    public WriteReport write(List<FeatureRow> rows, WriteRule rule) {
        byte[] argument = rule.argument().getBytes(StandardCharsets.US_ASCII);
        int written = 0;
        for (int start = 0; start < rows.size(); start += PIPELINE) {
            List<FeatureRow> chunk = rows.subList(start, Math.min(rows.size(), start + PIPELINE));
            written += connections.call(connection -> write(connection, chunk, argument));
        }
        return new WriteReport(written, rows.size() - written);
    }

    @Override
    public void close() {
        connections.close();
    }

    /** A Redis that restarted has forgotten the script: the rows it refused are sent once more after loading it. */
    private int write(Connection connection, List<FeatureRow> rows, byte[] rule) {
        List<FeatureRow> refused = new ArrayList<>();
        int written = send(connection, rows, rule, refused);
        if (!refused.isEmpty()) {
            script.load(connection);
            List<FeatureRow> again = List.copyOf(refused);
            refused.clear();
            written += send(connection, again, rule, refused);
            if (!refused.isEmpty()) {
                throw new JedisDataException("NOSCRIPT although it was just loaded");
            }
        }
        return written;
    }

    private int send(Connection connection, List<FeatureRow> rows, byte[] rule, List<FeatureRow> withoutScript) {
        for (FeatureRow row : rows) {
            script.send(connection, row, rule);
        }
        List<Object> replies = connection.getMany(rows.size());
        int written = 0;
        for (int index = 0; index < replies.size(); index++) {
            Object reply = replies.get(index);
            if (reply instanceof JedisNoScriptException) {
                withoutScript.add(rows.get(index));
            } else if (reply instanceof JedisDataException failure) {
                throw failure;
            } else if (((Long) reply) == 1) {
                written++;
            }
        }
        return written;
    }
}
