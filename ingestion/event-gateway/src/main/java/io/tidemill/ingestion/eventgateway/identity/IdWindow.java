package io.tidemill.ingestion.eventgateway.identity;

import io.tidemill.schemas.contracts.EventContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last so many events by their keys; the oldest gives way to the newest. 32 bytes an event, in chunks that are
 * allocated as they fill, and 8 to 16 bytes for each that there is room for. Not safe to share between threads.
 */
final class IdWindow {
    private static final int CHUNK_ENTRIES = 1 << 14;
    private static final int WORDS = 4;
    private static final int FREE = 0;
    private static final long LOW_BITS = 0xFFFF_FFFFL;

    private final int capacity;
    private final int mask;

    /** Slot to entry number plus one, found by linear probing from the key's own slot. */
    private final int[] slots;

    /** Of each entry the two halves of the key, the checksum, and the schema id beside the second it was taken in. */
    private final List<long[]> chunks = new ArrayList<>();

    private int size;
    private int next;

    IdWindow(int capacity) {
        if (capacity < 1 || capacity > 1 << 28) {
            throw new IllegalArgumentException("capacity " + capacity + ": expected 1 to " + (1 << 28));
        }
        this.capacity = capacity;
        this.slots = new int[Integer.highestOneBit(capacity) << 2];
        this.mask = slots.length - 1;
    }

    int size() {
        return size;
    }

    Optional<FirstEvent> find(EventKey key) {
        int slot = slot(key);
        if (slots[slot] == FREE) {
            return Optional.empty();
        }
        int entry = slots[slot] - 1;
        long beside = word(entry, 3);
        return Optional.of(new FirstEvent(
                new EventContent((int) (beside >>> Integer.SIZE), word(entry, 2)),
                Instant.ofEpochSecond(beside & LOW_BITS)));
    }

    /** Remembers an event, unless one under this key is remembered. */
    void add(EventKey key, FirstEvent event) {
        if (slots[slot(key)] != FREE) {
            return;
        }
        if (size == capacity) {
            forget(next);
        } else {
            size++;
        }
        write(next, key, event);
        slots[slot(key)] = next + 1;
        next = next + 1 == capacity ? 0 : next + 1;
    }

    private void write(int entry, EventKey key, FirstEvent event) {
        if (entry / CHUNK_ENTRIES == chunks.size()) {
            chunks.add(new long[WORDS * Math.min(CHUNK_ENTRIES, capacity - entry)]);
        }
        long[] chunk = chunks.get(entry / CHUNK_ENTRIES);
        int at = entry % CHUNK_ENTRIES * WORDS;
        chunk[at] = key.high();
        chunk[at + 1] = key.low();
        chunk[at + 2] = event.content().checksum();
        chunk[at + 3] = (long) event.content().schemaId() << Integer.SIZE
                | event.takenAt().getEpochSecond() & LOW_BITS;
    }

    /** The slot that has the key, or the free one where it would be. */
    private int slot(EventKey key) {
        int slot = (int) key.low() & mask;
        while (slots[slot] != FREE && !isAt(slots[slot] - 1, key)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean isAt(int entry, EventKey key) {
        return word(entry, 0) == key.high() && word(entry, 1) == key.low();
    }

    /** Frees the slot of an entry, and moves up those behind it that would not be found across the hole. */
    private void forget(int entry) {
        int hole = slot(new EventKey(word(entry, 0), word(entry, 1)));
        int behind = hole + 1 & mask;
        while (slots[behind] != FREE) {
            int own = (int) word(slots[behind] - 1, 1) & mask;
            if ((behind - own & mask) >= (behind - hole & mask)) {
                slots[hole] = slots[behind];
                hole = behind;
            }
            behind = behind + 1 & mask;
        }
        slots[hole] = FREE;
    }

    private long word(int entry, int word) {
        return chunks.get(entry / CHUNK_ENTRIES)[entry % CHUNK_ENTRIES * WORDS + word];
    }
}
