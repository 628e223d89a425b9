package io.tidemill.featurejobs.feastregistry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A view of Feast's that we can serve.
 *
 * @param source the push source it gets values from, if it gets any
 * @param features types in our words, by name
 */
record ImportedView(
        String name,
        String entity,
        Optional<String> source,
        Duration ttl,
        String owner,
        String description,
        Map<String, String> tags,
        Map<String, String> features) {
    private static final int NAME = 1;
    private static final int ENTITIES = 3;
    private static final int SOURCE_TYPE = 1;
    private static final int PUSH_SOURCE = 9;
    private static final int SOURCE_NAME = 20;

    /** Where a kind of view has what; the names, entities and features are in the same places of both. */
    enum Layout {
        FEATURE_VIEW(12, 5, 6, 9, 8, 10, 11),
        STREAM_FEATURE_VIEW(5, 7, 9, 11, 12, 6, 8);

        private static final int FEATURES = 4;

        private final int entityColumns;
        private final int tags;
        private final int ttl;
        private final int streamSource;
        private final int online;
        private final int description;
        private final int owner;

        Layout(int entityColumns, int tags, int ttl, int streamSource, int online, int description, int owner) {
            this.entityColumns = entityColumns;
            this.tags = tags;
            this.ttl = ttl;
            this.streamSource = streamSource;
            this.online = online;
            this.description = description;
            this.owner = owner;
        }

        /** The type of the key of a view of one entity, by Feast's number. */
        long keyType(ReadMessage spec) {
            List<ReadMessage> columns = spec.all(entityColumns);
            return columns.isEmpty() ? 0 : columns.get(0).number(2);
        }
    }

    /**
     * A view, if it can be served.
     *
     * @param leftOut is told why it, or a feature of it, cannot
     */
    static Optional<ImportedView> of(ReadMessage spec, Layout layout, LeftOut leftOut) {
        String name = spec.text(NAME);
        List<String> entities = spec.texts(ENTITIES);
        if (spec.number(layout.online) == 0) {
            return leftOut.view(name, "it is not online");
        }
        if (entities.size() != 1 || entities.get(0).equals(FeastImport.NO_ENTITY)) {
            return leftOut.view(name, "it is of " + entities + ", expected one entity");
        }
        if (!leftOut.isName(name)) {
            return leftOut.view(name, LeftOut.NAME);
        }
        Map<String, String> features = new LinkedHashMap<>();
        for (ReadMessage feature : spec.all(Layout.FEATURES)) {
            String featureName = feature.text(NAME);
            Optional<String> type = FeastTypes.ofFeature(feature.number(2));
            if (!leftOut.isName(featureName)) {
                leftOut.feature(name, featureName, LeftOut.NAME);
            } else if (type.isEmpty()) {
                leftOut.feature(name, featureName, "its type is " + FeastTypes.text(feature.number(2)));
            } else {
                features.put(featureName, type.get());
            }
        }
        if (features.isEmpty()) {
            return leftOut.view(name, "none of its features can be served");
        }
        ReadMessage stream = spec.one(layout.streamSource);
        return Optional.of(new ImportedView(
                name,
                entities.get(0),
                Optional.of(stream.text(SOURCE_NAME))
                        .filter(source -> stream.number(SOURCE_TYPE) == PUSH_SOURCE && leftOut.isName(source)),
                Duration.ofSeconds(spec.one(layout.ttl).number(1)),
                spec.text(layout.owner),
                spec.text(layout.description),
                spec.map(layout.tags),
                features));
    }
}
