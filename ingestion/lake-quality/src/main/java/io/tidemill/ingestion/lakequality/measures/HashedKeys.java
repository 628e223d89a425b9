package io.tidemill.ingestion.lakequality.measures;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts keys that come more than once, by 128 bits of each. Up to a bound they are kept in memory; then they go to files
 * by their first bits, and each file is sorted alone. Two different keys count as one with a probability of about n²/2¹²⁹
 * for n keys. Not safe to share between threads.
 */
final class HashedKeys implements AutoCloseable {
    private static final int FILES = 64;
    private static final int FILE_BITS = 6;
    private static final int FILE_BUFFER = 16 << 10;

    /** 128 bits of a key. */
    record Key(long high, long low) {}

    private final int sampleSize;
    private final long[] memory;
    private int used;
    private @Nullable Path folder;
    private DataOutputStream[] files = {};
    private long repeated;
    private final Set<Key> sample = new HashSet<>();

    /**
     * @param inMemory how many keys are kept in memory
     * @param sampleSize how many repeated keys are named
     */
    HashedKeys(int inMemory, int sampleSize) {
        this.memory = new long[2 * inMemory];
        this.sampleSize = sampleSize;
    }

    void add(Key key) {
        if (used == memory.length) {
            spill();
        }
        memory[used++] = key.high();
        memory[used++] = key.low();
    }

    /** Ends the adding; how many keys are repetitions of an earlier one. */
    long count() {
        if (folder == null) {
            countSorted(memory, used);
            return repeated;
        }
        spill();
        try {
            for (int file = 0; file < FILES; file++) {
                files[file].close();
                long[] keys = read(path(file));
                countSorted(keys, keys.length);
            }
            return repeated;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the keys of a day from " + folder, e);
        }
    }

    /** Some of the keys that came more than once. */
    Set<Key> sample() {
        return sample;
    }

    @Override
    public void close() {
        if (folder == null) {
            return;
        }
        try {
            for (int file = 0; file < FILES; file++) {
                files[file].close();
                Files.deleteIfExists(path(file));
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    private void spill() {
        try {
            if (folder == null) {
                folder = Files.createTempDirectory("tidemill-unique");
                files = new DataOutputStream[FILES];
                for (int file = 0; file < FILES; file++) {
                    files[file] = new DataOutputStream(
                            new BufferedOutputStream(Files.newOutputStream(path(file)), FILE_BUFFER));
                }
            }
            for (int at = 0; at < used; at += 2) {
                DataOutputStream file = files[(int) (memory[at] >>> (Long.SIZE - FILE_BITS))];
                file.writeLong(memory[at]);
                file.writeLong(memory[at + 1]);
            }
            used = 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set the keys of a day aside in " + folder, e);
        }
    }

    private Path path(int file) {
        return Objects.requireNonNull(folder, "folder").resolve("keys-" + file);
    }

    private static long[] read(Path path) throws IOException {
        long[] keys = new long[Math.toIntExact(Files.size(path) / Long.BYTES)];
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(path), FILE_BUFFER))) {
            for (int at = 0; at < keys.length; at++) {
                keys[at] = in.readLong();
            }
        }
        return keys;
    }

    private void countSorted(long[] pairs, int length) {
        sort(pairs, length / 2);
        for (int at = 2; at < length; at += 2) {
            if (pairs[at] == pairs[at - 2] && pairs[at + 1] == pairs[at - 1]) {
                repeated++;
                if (sample.size() < sampleSize) {
                    sample.add(new Key(pairs[at], pairs[at + 1]));
                }
            }
        }
    }

    /** Heap sort of pairs in place. */
    private static void sort(long[] pairs, int count) {
        for (int root = count / 2 - 1; root >= 0; root--) {
            sink(pairs, root, count);
        }
        for (int end = count - 1; end > 0; end--) {
            swap(pairs, 0, end);
            sink(pairs, 0, end);
        }
    }

    private static void sink(long[] pairs, int from, int count) {
        int root = from;
        int child = 2 * root + 1;
        while (child < count) {
            if (child + 1 < count && below(pairs, child, child + 1)) {
                child++;
            }
            if (!below(pairs, root, child)) {
                return;
            }
            swap(pairs, root, child);
            root = child;
            child = 2 * root + 1;
        }
    }

    private static boolean below(long[] pairs, int first, int second) {
        int high = Long.compare(pairs[2 * first], pairs[2 * second]);
        return high < 0 || high == 0 && pairs[2 * first + 1] < pairs[2 * second + 1];
    }

    private static void swap(long[] pairs, int first, int second) {
        long high = pairs[2 * first];
        long low = pairs[2 * first + 1];
        pairs[2 * first] = pairs[2 * second];
        pairs[2 * first + 1] = pairs[2 * second + 1];
        pairs[2 * second] = high;
        pairs[2 * second + 1] = low;
    }
}
