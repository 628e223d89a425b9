package io.tidemill.schemas.featureviews;

import java.util.List;
import java.util.Objects;

/**
 * A view as it was defined at one time. What it computes never changes under a number: another computation is the next
 * version.
 *
 * @param view the definition
 * @param entities what it is about, in the view's order
 * @param number from 1
 * @param document the definition as it was written, as {@link FeatureDefinitions#parse} reads it
 */
public record ViewVersion(StreamFeatureView view, List<Entity> entities, int number, String document) {
    private static final String MARK = "@v";

    public ViewVersion {
        Objects.requireNonNull(view, "view");
        entities = List.copyOf(entities);
        Objects.requireNonNull(document, "document");
        if (number < 1) {
            throw new IllegalArgumentException("view " + view.name() + ": version " + number + ", expected 1 or more");
        }
    }

    /**
     * Reads a version from its document.
     *
     * @throws InvalidDefinitionsException if the document is wrong
     * @throws IllegalArgumentException if it defines not one view
     */
    public static ViewVersion read(int number, String document) {
        FeatureDefinitions definitions = FeatureDefinitions.parse("version " + number, document);
        if (definitions.views().size() != 1) {
            throw new IllegalArgumentException(
                    "a document of " + definitions.views().size() + " views, expected one");
        }
        StreamFeatureView view = definitions.views().iterator().next();
        return new ViewVersion(view, definitions.entitiesOf(view), number, document);
    }

    /** {@code view@vN}, which names it for good. */
    public String id() {
        return id(view.name(), number);
    }

    /** {@code view@vN}. */
    public static String id(String view, int number) {
        return view + MARK + number;
    }

    /** The view's name in the online store: its own for version 1, as Feast has it, and {@link #id()} for any other. */
    public String storedName() {
        return number == 1 ? view.name() : id();
    }

    /** The view under its name in the online store. */
    public StreamFeatureView stored() {
        return view.named(storedName());
    }

    /** Whether another has the same values: it may differ in its number, and in what is there for people and readers. */
    public boolean computesAs(ViewVersion other) {
        return view.withoutDescriptions().equals(other.view.withoutDescriptions()) && keys().equals(other.keys());
    }

    /** What a key is made of. */
    private List<String> keys() {
        return entities.stream()
                .map(entity -> entity.joinKey() + " " + entity.valueType())
                .toList();
    }
}
