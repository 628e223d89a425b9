package io.tidemill.featurejobs.onlinestore;

import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** Reads features; each call is one round trip, to each server of a cluster that it concerns. Safe for use by many threads. */
public final class OnlineStoreReader implements AutoCloseable {
    private final RedisConnections connections;
    private final EntityKeyFormat keys;

    private OnlineStoreReader(OnlineStoreConfig config) {
        connections = new RedisConnections(config);
        keys = new EntityKeyFormat(config.project());
    }

    /** Connects when first asked, not now. */
    public static OnlineStoreReader open(OnlineStoreConfig config) {
        return new OnlineStoreReader(config);
    }

    /**
     * One row per view of each lookup, in the same order; a row without an event time is of an entity that was never
     * written.
     *
     * @throws OnlineStoreException if Redis is away or holds something else
     */
    public List<List<OnlineRow>> read(List<OnlineLookup> lookups) {
        if (lookups.isEmpty()) {
            return List.of();
        }
        List<KeyCommand> commands = lookups.stream().map(this::whole).toList();
        return connections.call(() -> rows(lookups, connections.replies(commands)));
    }

    /** As {@link #read(List)}, one view of many entities. */
    public List<OnlineRow> read(OnlineView view, List<EntityKey> entities) {
        List<OnlineView> views = List.of(view);
        return read(entities.stream()
                        .map(entity -> new OnlineLookup(entity, views))
                        .toList())
                .stream()
                .map(rows -> rows.get(0))
                .toList();
    }

    /** As {@link #read(List)}, many views of one entity. */
    public List<OnlineRow> read(List<OnlineView> views, EntityKey entity) {
        return read(List.of(new OnlineLookup(entity, views))).get(0);
    }

    /**
     * Returns if Redis answers.
     *
     * @throws OnlineStoreException if not
     */
    public void check() {
        connections.call(() -> {
            connections.check();
            return true;
        });
    }

    @Override
    public void close() {
        connections.close();
    }

    private KeyCommand whole(OnlineLookup lookup) {
        byte[] key = keys.encode(lookup.entity());
        return new KeyCommand(key, Protocol.Command.HGETALL, key);
    }

    private static List<List<OnlineRow>> rows(List<OnlineLookup> lookups, List<Object> replies) {
        List<List<OnlineRow>> answer = new ArrayList<>(lookups.size());
        for (int index = 0; index < lookups.size(); index++) {
            Object reply = replies.get(index);
            if (reply instanceof JedisDataException refused) {
                throw refused;
            }
            answer.add(rows(lookups.get(index), (List<?>) reply));
        }
        return answer;
    }

    private static List<OnlineRow> rows(OnlineLookup lookup, List<?> fieldsAndValues) {
        List<OnlineRow> rows = new ArrayList<>(lookup.views().size());
        for (OnlineView view : lookup.views()) {
            OnlineRow row = new OnlineRow(view, lookup.entity());
            for (int index = 0; index + 1 < fieldsAndValues.size(); index += 2) {
                row.accept((byte[]) fieldsAndValues.get(index), (byte[]) fieldsAndValues.get(index + 1));
            }
            rows.add(row);
        }
        return rows;
    }
}
