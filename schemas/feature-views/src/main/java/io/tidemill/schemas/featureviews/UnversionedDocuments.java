package io.tidemill.schemas.featureviews;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The texts that define what has no versions of its own, each definition alone, in the order of the definitions. They travel
 * as they were written, and are read against the versions of views that serve.
 */
public record UnversionedDocuments(
        List<String> pushSources, List<String> featureViews, List<String> batchViews, List<String> onDemandViews) {
    /** Nothing. */
    public static final UnversionedDocuments NONE =
            new UnversionedDocuments(List.of(), List.of(), List.of(), List.of());

    public UnversionedDocuments {
        pushSources = List.copyOf(pushSources);
        featureViews = List.copyOf(featureViews);
        batchViews = List.copyOf(batchViews);
        onDemandViews = List.copyOf(onDemandViews);
    }

    /** The same with other on-demand views. */
    UnversionedDocuments withOnDemandViews(List<String> others) {
        return new UnversionedDocuments(pushSources, featureViews, batchViews, others);
    }

    /**
     * The text that defines the on-demand view of a name.
     *
     * @throws IllegalArgumentException if none is called so
     */
    String onDemandView(String name) {
        return onDemandViews.stream()
                .filter(document -> name(document).equals(Optional.of(name)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no on-demand view is called '" + name + "'"));
    }

    private static Optional<String> name(String document) {
        List<DefinitionProblem> problems = new ArrayList<>();
        return YamlNode.read("onDemandFeatureViews", document, problems)
                .flatMap(node -> Optional.ofNullable(node.entries().get("name")))
                .flatMap(YamlNode::text);
    }

    List<PushSource> readPushSources() {
        return read("pushSources", pushSources, FeatureViewReader::readSource);
    }

    /**
     * The feature views.
     *
     * @param views that are computed from events: a feature view of a name that one still serves under is left out
     */
    List<FeatureView> readFeatureViews(Map<String, StreamFeatureView> views) {
        return read("featureViews", featureViews, FeatureViewReader::read).stream()
                .filter(view -> !views.containsKey(view.name()))
                .toList();
    }

    /** The views of tables, as {@link #readFeatureViews}. */
    List<BatchFeatureView> readBatchViews(Map<String, StreamFeatureView> views) {
        return read("batchFeatureViews", batchViews, BatchViewReader::read).stream()
                .filter(view -> !views.containsKey(view.name()))
                .toList();
    }

    /** The text that defines a view of a table, if there is one of the name. */
    public Optional<String> batchView(String name) {
        return batchViews.stream()
                .filter(document -> read("batchFeatureViews", List.of(document), BatchViewReader::read).stream()
                        .anyMatch(view -> view.name().equals(name)))
                .findFirst();
    }

    /** The on-demand views that can be computed from these views; one that reads what is not there is left out. */
    List<OnDemandFeatureView> readOnDemandViews(Collection<? extends StoredView> views, Collection<Entity> entities) {
        Map<String, StoredView> byName = new LinkedHashMap<>();
        views.forEach(view -> byName.put(view.name(), view));
        OnDemandReader reader = new OnDemandReader(
                byName, entities.stream().map(Entity::joinKey).collect(Collectors.toSet()));
        return read("onDemandFeatureViews", onDemandViews, reader::read);
    }

    private static <T> List<T> read(
            String kind, List<String> documents, Function<YamlNode, Optional<? extends T>> reader) {
        List<T> readable = new ArrayList<>();
        for (String document : documents) {
            List<DefinitionProblem> problems = new ArrayList<>();
            YamlNode.read(kind, document, problems)
                    .flatMap(reader)
                    .filter(definition -> problems.isEmpty())
                    .ifPresent(readable::add);
        }
        return readable;
    }
}
