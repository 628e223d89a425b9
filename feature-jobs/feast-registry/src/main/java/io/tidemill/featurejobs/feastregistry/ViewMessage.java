package io.tidemill.featurejobs.feastregistry;

import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StoredFeature;
import io.tidemill.schemas.featureviews.StoredView;
import java.time.Duration;
import java.util.List;

/**
 * A view as {@code feast.core.FeatureView}. It is no {@code StreamFeatureView} of Feast's: that one warns whenever it is
 * opened that it is experimental, and its aggregations have no words for most of our functions and windows. It is called as
 * the online store has it, for Feast finds its values by that name.
 */
final class ViewMessage {
    private static final int SPEC = 1;
    private static final int NAME = 1;
    private static final int PROJECT = 2;
    private static final int ENTITIES = 3;
    private static final int FEATURES = 4;
    private static final int TAGS = 5;
    private static final int TTL = 6;
    private static final int BATCH_SOURCE = 7;
    private static final int ONLINE = 8;
    private static final int DESCRIPTION = 10;
    private static final int OWNER = 11;
    private static final int ENTITY_COLUMNS = 12;

    /** What {@code google.protobuf.Duration} can hold. */
    private static final Duration LONGEST_TTL = Duration.ofDays(3_652_500);

    private ViewMessage() {}

    /**
     * @throws IllegalArgumentException if Feast has no duration as long as the view's ttl
     */
    static ProtoMessage of(FeatureDefinitions definitions, StoredView view) {
        if (view.ttl().compareTo(LONGEST_TTL) > 0) {
            throw new IllegalArgumentException(
                    "ttl of view " + view.name() + " is " + view.ttl() + ", expected at most " + LONGEST_TTL);
        }
        List<Entity> entities = definitions.entitiesOf(view);
        ProtoMessage spec =
                new ProtoMessage().text(NAME, definitions.storedName(view)).text(PROJECT, definitions.project());
        entities.forEach(entity -> spec.text(ENTITIES, entity.name()));
        spec.map(TAGS, view.tags())
                .duration(TTL, view.ttl())
                .message(BATCH_SOURCE, SourceMessage.of(definitions.project(), view))
                .set(ONLINE)
                .text(DESCRIPTION, view.description())
                .text(OWNER, view.owner());
        entities.forEach(entity -> spec.message(ENTITY_COLUMNS, FieldMessage.of(entity)));
        for (StoredFeature feature : view.features()) {
            spec.message(FEATURES, FieldMessage.of(feature));
        }
        return new ProtoMessage().message(SPEC, spec);
    }
}
