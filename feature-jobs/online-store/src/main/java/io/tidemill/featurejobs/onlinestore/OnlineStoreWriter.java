package io.tidemill.featurejobs.onlinestore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import redis.clients.jedis.Protocol;
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
    private final EntityKeyFormat keys;

    private OnlineStoreWriter(OnlineStoreConfig config) {
        connections = new RedisConnections(config);
        script = new WriteScript(config);
        keys = new EntityKeyFormat(config.project());
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
            written += connections.call(() -> write(chunk, argument));
        }
        return new WriteReport(written, rows.size() - written);
    }

    /**
     * Takes a view's values of some entities out of the store; those of other views stay. Doing it again changes nothing.
     *
     * @param view with all of its features
     * @throws OnlineStoreException if Redis is away or refuses
     */
    public void remove(OnlineView view, List<EntityKey> entities) {
        for (int start = 0; start < entities.size(); start += PIPELINE) {
            List<EntityKey> chunk = entities.subList(start, Math.min(entities.size(), start + PIPELINE));
            connections.call(() -> {
                for (Object reply : connections.replies(
                        chunk.stream().map(entity -> removal(view, entity)).toList())) {
                    if (reply instanceof JedisDataException failure) {
                        throw failure;
                    }
                }
                return chunk.size();
            });
        }
    }

    private KeyCommand removal(OnlineView view, EntityKey entity) {
        byte[][] arguments = new byte[2 + view.features().size()][];
        arguments[0] = keys.encode(entity);
        arguments[1] = view.timestampField();
        for (int feature = 0; feature < view.features().size(); feature++) {
            arguments[2 + feature] = view.field(feature);
        }
        return new KeyCommand(arguments[0], Protocol.Command.HDEL, arguments);
    }

    @Override
    public void close() {
        connections.close();
    }

    /** A Redis that restarted, or has just become master, does not know the script: what it refused is sent with it. */
    private int write(List<FeatureRow> rows, byte[] rule) {
        List<FeatureRow> unknown = new ArrayList<>();
        int written = send(rows, row -> script.call(row, rule), unknown);
        if (!unknown.isEmpty()) {
            List<FeatureRow> still = new ArrayList<>();
            written += send(unknown, row -> script.callWithSource(row, rule), still);
            if (!still.isEmpty()) {
                throw new JedisDataException("NOSCRIPT although it came along");
            }
        }
        return written;
    }

    private int send(List<FeatureRow> rows, Function<FeatureRow, KeyCommand> call, List<FeatureRow> unknown) {
        List<Object> replies = connections.replies(rows.stream().map(call).toList());
        int written = 0;
        for (int index = 0; index < replies.size(); index++) {
            Object reply = replies.get(index);
            if (reply instanceof JedisNoScriptException) {
                unknown.add(rows.get(index));
            } else if (reply instanceof JedisDataException failure) {
                throw failure;
            } else if (((Long) reply) == 1) {
                written++;
            }
        }
        return written;
    }
}
