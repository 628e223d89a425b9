package io.tidemill.featurejobs.feastregistry;

import io.tidemill.schemas.featureviews.BatchField;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StoredFeature;
import java.util.SortedMap;
import java.util.TreeMap;

/** A column as Feast describes it: {@code feast.core.FeatureSpecV2}. */
final class FieldMessage {
    private static final int NAME = 1;
    private static final int VALUE_TYPE = 2;
    private static final int TAGS = 3;
    private static final int DESCRIPTION = 4;

    private FieldMessage() {}

    /**
     * The column of a feature. A service repeats those of its views, and Feast compares the two field by field: whoever
     * writes one writes it by this.
     */
    static ProtoMessage of(StoredFeature feature) {
        return new ProtoMessage()
                .text(NAME, feature.name())
                .number(VALUE_TYPE, feature.valueType().number())
                .map(TAGS, tags(feature))
                .text(DESCRIPTION, feature.description());
    }

    private static SortedMap<String, String> tags(StoredFeature feature) {
        SortedMap<String, String> tags =
                feature instanceof Feature computed ? FeatureTags.of(computed) : new TreeMap<>();
        if (feature instanceof BatchField field) {
            tags.put("column", field.column());
        }
        FeatureTags.addSensitivity(tags, feature.sensitivity());
        return tags;
    }

    /** The column of an entity's key. */
    static ProtoMessage of(Entity entity) {
        return new ProtoMessage()
                .text(NAME, entity.joinKey())
                .number(VALUE_TYPE, entity.valueType().number());
    }
}
