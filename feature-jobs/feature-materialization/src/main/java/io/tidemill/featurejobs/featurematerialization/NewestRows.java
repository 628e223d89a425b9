package io.tidemill.featurejobs.featurematerialization;

import io.tidemill.featurejobs.trainingsets.tables.TableRow;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The newest row of each entity, of a part of the entities that is made smaller whenever it comes to be of too many: so what
 * is in memory does not grow with the table. Not safe to share between threads.
 */
final class NewestRows {
    /** The places that ids are spread over. */
    static final long PLACES = 1L << 32;

    private final int most;
    private final long first;
    private long end;
    private final Map<String, TableRow> newest = new HashMap<>();

    /**
     * @param most how many entities there may be
     * @param first the place of the part's first entities
     * @param end the place after those of its last entities, if they are not too many
     */
    NewestRows(int most, long first, long end) {
        this.most = most;
        this.first = first;
        this.end = end;
    }

    /** Takes a row, be it of an entity of this part or not. */
    void add(TableRow row) {
        if (!isWithin(row.id())) {
            return;
        }
        newest.merge(row.id(), row, TableRow::newer);
        while (newest.size() > most && end - first > 1) {
            end = first + (end - first) / 2;
            newest.keySet().removeIf(id -> !isWithin(id));
        }
    }

    /** The place after those of the entities that it is of. */
    long end() {
        return end;
    }

    /** Of each entity of the part its newest row, once all rows were taken. */
    Collection<TableRow> rows() {
        return newest.values();
    }

    private boolean isWithin(String id) {
        long place = place(id);
        return place >= first && place < end;
    }

    /** Similar ids are far from each other: this is the last step of Murmur3's 32 bits. */
    private static long place(String id) {
        int hash = id.hashCode();
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        hash ^= hash >>> 16;
        return Integer.toUnsignedLong(hash);
    }
}
