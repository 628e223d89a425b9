package io.tidemill.featurejobs.onlinestore;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

/**
 * The features of one view that are written or read together, with their places in Redis worked out once: make one and keep
 * it. A reader may name fewer features than the view has. Safe for use by many threads.
 */
public final class OnlineView {
    private static final String TIMESTAMP_PREFIX = "_ts:";

    private final String name;
    private final List<String> features;
    private final byte[][] fields;
    private final byte[] timestampField;
    private final int[] slots;

    private OnlineView(String name, List<String> features) {
        this.name = name;
        this.features = features;
        this.timestampField = (TIMESTAMP_PREFIX + name).getBytes(StandardCharsets.UTF_8);
        this.fields =
                features.stream().map(feature -> FieldHash.field(name, feature)).toArray(byte[][]::new);
        this.slots = slots(fields);
        requireDistinctFields();
    }

    /**
     * @param features names without the view's, in the order values will be given and returned
     * @throws IllegalArgumentException if a feature appears twice, or two hash to the same field
     */
    public static OnlineView of(String name, List<String> features) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a view needs a name");
        }
        List<String> names = List.copyOf(features);
        if (new HashSet<>(names).size() != names.size()) {
            throw new IllegalArgumentException("view " + name + " names a feature twice: " + names);
        }
        return new OnlineView(name, names);
    }

    public String name() {
        return name;
    }

    public List<String> features() {
        return features;
    }

    byte[] field(int feature) {
        return fields[feature];
    }

    byte[] timestampField() {
        return timestampField;
    }

    /** The position of the feature with this field of four bytes, or -1. */
    int featureAt(byte[] field) {
        int mask = slots.length - 1;
        int hash = FieldHash.littleEndian(field, 0, 4);
        for (int slot = hash & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int feature = slots[slot] - 1;
            if (FieldHash.littleEndian(fields[feature], 0, 4) == hash) {
                return feature;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return name + features;
    }

    /** An open-addressed table of positions plus one; the fields are hashes already. */
    private static int[] slots(byte[][] fields) {
        int[] slots = new int[Math.max(2, Integer.highestOneBit(Math.max(1, fields.length)) * 4)];
        int mask = slots.length - 1;
        for (int feature = 0; feature < fields.length; feature++) {
            int slot = FieldHash.littleEndian(fields[feature], 0, 4) & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = feature + 1;
        }
        return slots;
    }

    private void requireDistinctFields() {
        for (int feature = 0; feature < fields.length; feature++) {
            int first = featureAt(fields[feature]);
            if (first != feature) {
                throw new IllegalArgumentException("features " + features.get(first) + " and " + features.get(feature)
                        + " of view " + name + " have the same hash: rename one");
            }
        }
    }
}
