package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.featurejobs.streamingfeatures.ViewBlueprint.FeatureBlueprint;
import io.tidemill.schemas.featureviews.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Updates of one view as rows of the online store. */
final class FeatureRows {
    private final ViewBlueprint view;
    private final OnlineView onlineView;

    FeatureRows(ViewBlueprint view) {
        this.view = view;
        onlineView = OnlineView.of(
                view.name(),
                view.features().stream().map(FeatureBlueprint::name).toList());
    }

    /** The row of an update; empty if the subject is no key of the entity's type. */
    Optional<FeatureRow> row(FeatureUpdate update) {
        return key(update.subject()).map(key -> {
            List<FeatureValue> values = new ArrayList<>();
            for (int i = 0; i < view.features().size(); i++) {
                values.add(value(
                        view.features().get(i).valueType(), update.values().get(i)));
            }
            return new FeatureRow(onlineView, key, Instant.ofEpochMilli(update.asOf()), values);
        });
    }

    private Optional<EntityKey> key(String subject) {
        try {
            return Optional.of(
                    switch (view.keyType()) {
                        case INT64 -> EntityKey.of(view.joinKey(), Long.parseLong(subject));
                        case INT32 -> EntityKey.of(view.joinKey(), new FeatureValue.Int32(Integer.parseInt(subject)));
                        case STRING -> EntityKey.of(view.joinKey(), subject);
                        case DOUBLE, UNIX_TIMESTAMP ->
                            throw new IllegalStateException(
                                    "an entity key of type " + view.keyType().text());
                    });
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
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
            case INT32 -> throw new IllegalStateException("a feature of type " + type.text());
        };
    }
}
