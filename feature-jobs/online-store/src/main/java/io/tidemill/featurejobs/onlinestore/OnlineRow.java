package io.tidemill.featurejobs.onlinestore;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the store holds of one view for one entity. */
public final class OnlineRow {
    private final OnlineView view;
    private final EntityKey entity;
    private final @Nullable FeatureValue[] values;
    /** Asked for with each value of the row. */
    private Optional<Instant> eventTime = Optional.empty();

    OnlineRow(OnlineView view, EntityKey entity) {
        this.view = view;
        this.entity = entity;
        this.values = new FeatureValue[view.features().size()];
    }

    public OnlineView view() {
        return view;
    }

    public EntityKey entity() {
        return entity;
    }

    /** The instant the values are of; empty if nothing was ever written for this entity and view. */
    public Optional<Instant> eventTime() {
        return eventTime;
    }

    /**
     * The value of a feature by its position in {@link OnlineView#features()}: null if none is stored, {@link
     * FeatureValue#NULL} if a null is.
     */
    public @Nullable FeatureValue value(int feature) {
        return values[feature];
    }

    /**
     * The value of a feature by its name, as {@link #value(int)}.
     *
     * @throws IllegalArgumentException if the view, as it was asked for, has no such feature
     */
    public @Nullable FeatureValue value(String feature) {
        int position = view.features().indexOf(feature);
        if (position < 0) {
            throw new IllegalArgumentException("view " + view + " has no feature " + feature);
        }
        return values[position];
    }

    void accept(byte[] field, byte[] stored) {
        if (field.length == 4) {
            int feature = view.featureAt(field);
            if (feature >= 0) {
                values[feature] = ValueFormat.decode(stored);
            }
        } else if (Arrays.equals(field, view.timestampField())) {
            eventTime = Optional.of(TimestampFormat.decode(stored));
        }
    }

    @Override
    public String toString() {
        return "OnlineRow[view=" + view + ", entity=" + entity + ", eventTime=" + eventTime.orElse(null) + ", values="
                + Arrays.toString(values) + "]";
    }
}
