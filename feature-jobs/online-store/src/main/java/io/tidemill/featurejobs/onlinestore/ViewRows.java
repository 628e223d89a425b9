package io.tidemill.featurejobs.onlinestore;

import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.StoredFeature;
import io.tidemill.schemas.featureviews.StoredView;
import io.tidemill.schemas.featureviews.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Features of one view as rows of the store. Immutable and safe to share between threads. */
public final class ViewRows {
    private final List<? extends StoredFeature> features;
    private final List<Entity> entities;
    private final OnlineView onlineView;

    /**
     * Rows of a view.
     *
     * @param entities those that the view is about, in its order
     */
    public ViewRows(StoredView view, List<Entity> entities) {
        this.features = view.features();
        this.entities = List.copyOf(entities);
        onlineView = OnlineView.of(
                view.name(), features.stream().map(StoredFeature::name).toList());
    }

    /** The view that rows are of. */
    public OnlineView view() {
        return onlineView;
    }

    /**
     * A row; empty if the key is none of the entities' types.
     *
     * @param id the entity, or entities, as events name them: a {@link io.tidemill.schemas.featureviews.CompositeId}
     * @param asOf the instant that the values are of, in epoch milliseconds
     * @param computed values of the view's features, in its order: {@link Long}, {@link Double}, {@link String}, lists of
     *     them, or null
     */
    public Optional<FeatureRow> row(String id, long asOf, List<? extends @Nullable Object> computed) {
        return row(id, Instant.ofEpochMilli(asOf), computed);
    }

    /** As {@link #row(String, long, List)}, as of an instant that may be finer. */
    public Optional<FeatureRow> row(String id, Instant asOf, List<? extends @Nullable Object> computed) {
        return EntityKey.read(entities, id).map(key -> {
            List<FeatureValue> values = new ArrayList<>();
            for (int i = 0; i < features.size(); i++) {
                values.add(value(features.get(i).valueType(), computed.get(i)));
            }
            return new FeatureRow(onlineView, key, asOf, values);
        });
    }

    private static FeatureValue value(ValueType type, @Nullable Object value) {
        if (value == null) {
            return FeatureValue.NULL;
        }
        return switch (type) {
            case INT64 -> FeatureValue.of((long) value);
            case DOUBLE -> FeatureValue.of((double) value);
            case STRING -> FeatureValue.of((String) value);
            case UNIX_TIMESTAMP -> new FeatureValue.UnixTimestamp((long) value);
            case STRING_LIST -> list(ValueKind.STRING, ValueType.STRING, (List<?>) value);
            case INT64_LIST -> list(ValueKind.INT64, ValueType.INT64, (List<?>) value);
            case DOUBLE_LIST -> list(ValueKind.DOUBLE, ValueType.DOUBLE, (List<?>) value);
            case INT32 -> throw new IllegalStateException("a feature of type " + type.text());
        };
    }

    private static FeatureValue list(ValueKind kind, ValueType type, List<?> values) {
        return new FeatureValue.Array(
                kind, values.stream().map(value -> value(type, value)).toList());
    }
}
