package io.tidemill.schemas.featureviews;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Everything that is defined in one project: entities, views and services, checked against each other. Immutable. */
public final class FeatureDefinitions {
    private final String project;
    private final Map<String, Entity> entities;
    private final Map<String, StreamFeatureView> views;
    private final Map<String, FeatureService> services;

    FeatureDefinitions(
            String project, List<Entity> entities, List<StreamFeatureView> views, List<FeatureService> services) {
        this.project = Objects.requireNonNull(project, "project");
        this.entities = byName(entities, Entity::name);
        this.views = byName(views, StreamFeatureView::name);
        this.services = byName(services, FeatureService::name);
    }

    /**
     * Reads every {@code features/*.yaml} and {@code features/*.yml} of a definitions folder.
     *
     * @param folder the definitions folder
     * @throws InvalidDefinitionsException if anything in them is wrong; it names all of it
     * @throws IOException if a file cannot be read
     */
    public static FeatureDefinitions read(Path folder) throws IOException {
        return DefinitionFiles.read(folder);
    }

    /** The project's name: the namespace of everything in the online store. */
    public String project() {
        return project;
    }

    /** The entities, in the order of the definitions. */
    public Collection<Entity> entities() {
        return entities.values();
    }

    /** The views, in the order of the definitions. */
    public Collection<StreamFeatureView> views() {
        return views.values();
    }

    /** The services, in the order of the definitions. */
    public Collection<FeatureService> services() {
        return services.values();
    }

    /** The view of this name, if there is one. */
    public Optional<StreamFeatureView> view(String name) {
        return Optional.ofNullable(views.get(name));
    }

    /** The entity of this name, if there is one. */
    public Optional<Entity> entity(String name) {
        return Optional.ofNullable(entities.get(name));
    }

    /** The entities whose features a view of this project holds, in the view's order. */
    public List<Entity> entitiesOf(StreamFeatureView view) {
        return view.entities().stream()
                .map(of -> Objects.requireNonNull(entities.get(of.name()), of.name()))
                .toList();
    }

    /** The service of this name, if there is one. */
    public Optional<FeatureService> service(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /** The feature a reference names, if there is one. */
    public Optional<Feature> feature(FeatureReference reference) {
        return view(reference.view()).flatMap(view -> view.feature(reference.feature()));
    }

    private static <T> Map<String, T> byName(List<T> values, Function<T, String> name) {
        Map<String, T> map = new LinkedHashMap<>();
        values.forEach(value -> map.put(name.apply(value), value));
        return Collections.unmodifiableMap(map);
    }
}
