package io.tidemill.schemas.featureviews;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Everything that is defined in one project: entities, views of every kind and services, checked against each other. Immutable. */
public final class FeatureDefinitions {
    private final String project;
    private final Map<String, Entity> entities;
    private final Map<String, StreamFeatureView> views;
    private final Map<String, FeatureView> featureViews;
    private final Map<String, BatchFeatureView> batchViews;
    private final Map<String, PushSource> pushSources;
    private final Map<String, StoredView> storedViews = new LinkedHashMap<>();
    private final Map<String, OnDemandFeatureView> onDemandViews;
    private final Map<String, FeatureService> services;
    private final Map<String, String> documents;
    private final UnversionedDocuments unversioned;
    private final Map<String, ViewVersion> serving;
    private final Map<String, ViewVersion> readable;

    private FeatureDefinitions(
            String project,
            Collection<Entity> entities,
            Collection<StreamFeatureView> views,
            Collection<FeatureView> featureViews,
            Collection<BatchFeatureView> batchViews,
            Collection<PushSource> pushSources,
            Collection<OnDemandFeatureView> onDemandViews,
            Collection<FeatureService> services,
            Map<String, String> documents,
            UnversionedDocuments unversioned,
            Collection<ViewVersion> serving,
            Collection<ViewVersion> readable) {
        this.project = Objects.requireNonNull(project, "project");
        this.entities = byName(entities, Entity::name);
        this.views = byName(views, StreamFeatureView::name);
        this.featureViews = byName(featureViews, FeatureView::name);
        this.batchViews = byName(batchViews, BatchFeatureView::name);
        this.pushSources = byName(pushSources, PushSource::name);
        this.storedViews.putAll(this.views);
        this.storedViews.putAll(this.featureViews);
        this.storedViews.putAll(this.batchViews);
        this.onDemandViews = byName(onDemandViews, OnDemandFeatureView::name);
        this.services = byName(services, FeatureService::name);
        this.documents = Map.copyOf(documents);
        this.unversioned = Objects.requireNonNull(unversioned, "unversioned");
        this.serving = byName(serving, version -> version.view().name());
        this.readable = byName(readable, ViewVersion::id);
    }

    /**
     * Definitions as they were read from files.
     *
     * @param documents of each view that is computed from events, by its name, the text that defines it alone
     * @param unversioned the same of the rest
     */
    static FeatureDefinitions read(
            String project,
            Collection<Entity> entities,
            Collection<StreamFeatureView> views,
            Collection<FeatureView> featureViews,
            Collection<BatchFeatureView> batchViews,
            Collection<PushSource> pushSources,
            Collection<OnDemandFeatureView> onDemandViews,
            Collection<FeatureService> services,
            Map<String, String> documents,
            UnversionedDocuments unversioned) {
        return new FeatureDefinitions(
                project,
                entities,
                views,
                featureViews,
                batchViews,
                pushSources,
                onDemandViews,
                services,
                documents,
                unversioned,
                List.of(),
                List.of());
    }

    /**
     * Definitions of versions of views, each checked when it was read.
     *
     * @param unversioned as {@link #unversioned()}; an on-demand view that reads what does not serve is left out
     * @param serving the version of each view that its name stands for
     * @param readable every version that has values, which {@code view@vN} stands for
     */
    public static FeatureDefinitions of(
            String project,
            Collection<Entity> entities,
            UnversionedDocuments unversioned,
            Collection<FeatureService> services,
            Collection<ViewVersion> serving,
            Collection<ViewVersion> readable) {
        Map<String, String> documents = new LinkedHashMap<>();
        Map<String, StreamFeatureView> views = new LinkedHashMap<>();
        serving.forEach(version -> {
            documents.put(version.view().name(), version.document());
            views.put(version.view().name(), version.view());
        });
        List<FeatureView> featureViews = unversioned.readFeatureViews(views);
        List<StoredView> stored = new ArrayList<>(views.values());
        stored.addAll(featureViews);
        List<BatchFeatureView> batchViews = unversioned.readBatchViews(views);
        stored.addAll(batchViews);
        return new FeatureDefinitions(
                project,
                entities,
                views.values(),
                featureViews,
                batchViews,
                unversioned.readPushSources(),
                unversioned.readOnDemandViews(stored, entities),
                services,
                documents,
                unversioned,
                serving,
                readable);
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

    /**
     * Reads definitions that are in no folder.
     *
     * @param files text by name, by which problems call it
     * @throws InvalidDefinitionsException if anything in them is wrong; it names all of it
     */
    public static FeatureDefinitions parse(Map<String, String> files) {
        return DefinitionFiles.parse(files);
    }

    /** As {@link #parse(Map)}, of one document. */
    public static FeatureDefinitions parse(String name, String text) {
        return parse(Map.of(name, text));
    }

    /** Whether an entity, a view, a feature or a service may be called so. */
    public static boolean isName(String text) {
        return Names.isName(text);
    }

    /** The project's name: the namespace of everything in the online store. */
    public String project() {
        return project;
    }

    /** The entities, in the order of the definitions. */
    public Collection<Entity> entities() {
        return entities.values();
    }

    /** The views that are computed from events, in the order of the definitions. */
    public Collection<StreamFeatureView> views() {
        return views.values();
    }

    /** The views that others write, in the order of the definitions. */
    public Collection<FeatureView> featureViews() {
        return featureViews.values();
    }

    /** The views of tables of the lake, in the order of the definitions. */
    public Collection<BatchFeatureView> batchViews() {
        return batchViews.values();
    }

    /** The view of a table that is called so, if there is one. */
    public Optional<BatchFeatureView> batchView(String name) {
        return Optional.ofNullable(batchViews.get(name));
    }

    /** What others push values to, in the order of the definitions. */
    public Collection<PushSource> pushSources() {
        return pushSources.values();
    }

    /** Every view that is in the online store, whoever writes it. */
    public Collection<StoredView> storedViews() {
        return Collections.unmodifiableCollection(storedViews.values());
    }

    /** The view of this name that is in the online store, if there is one; of {@code view@vN} that version. */
    public Optional<StoredView> storedView(String name) {
        return Optional.ofNullable(storedViews.get(name)).or(() -> view(name));
    }

    /** The views that are computed when they are asked for, in the order of the definitions. */
    public Collection<OnDemandFeatureView> onDemandViews() {
        return onDemandViews.values();
    }

    /** The view of this name that is computed on demand, if there is one. */
    public Optional<OnDemandFeatureView> onDemandView(String name) {
        return Optional.ofNullable(onDemandViews.get(name));
    }

    /** What defines push sources, feature views, views of tables and on-demand views, as it was written. */
    public UnversionedDocuments unversioned() {
        return unversioned;
    }

    /** The services, in the order of the definitions. */
    public Collection<FeatureService> services() {
        return services.values();
    }

    /** The view of this name that is computed from events, if there is one; of {@code view@vN} that version, under that name. */
    public Optional<StreamFeatureView> view(String name) {
        return Optional.ofNullable(views.get(name)).or(() -> Optional.ofNullable(readable.get(name))
                .map(version -> version.view().named(name)));
    }

    /** The name under which the online store has a view's values. */
    public String storedName(StoredView view) {
        return versionOf(view).map(ViewVersion::storedName).orElse(view.name());
    }

    /** A view that is not computed from events has none. */
    private Optional<ViewVersion> versionOf(StoredView view) {
        return view instanceof StreamFeatureView
                ? Optional.ofNullable(serving.getOrDefault(view.name(), readable.get(view.name())))
                : Optional.empty();
    }

    /**
     * What the names of some features stand for now. Of definitions whose views have no versions, as those that are read from
     * files, no version is told.
     */
    public UsedDefinitions used(Collection<FeatureReference> references) {
        SortedSet<String> versions = new TreeSet<>();
        SortedSet<String> onDemand = new TreeSet<>();
        for (FeatureReference reference : references) {
            stored(reference).orElse(List.of()).forEach(each -> storedView(each.view())
                    .flatMap(this::versionOf)
                    .ifPresent(version -> versions.add(version.id())));
            if (onDemandFeature(reference).isPresent()) {
                onDemand.add(unversioned.onDemandView(reference.view()));
            }
        }
        return new UsedDefinitions(List.copyOf(versions), List.copyOf(onDemand));
    }

    /**
     * These definitions with the names of the views of some versions standing for those versions, and with on-demand views as
     * they were: what has versions no more is as it is now.
     *
     * @throws IllegalArgumentException naming the versions that cannot be read, for they were retired or have not all of their
     *     past yet
     */
    public FeatureDefinitions as(UsedDefinitions used) {
        Map<String, ViewVersion> then = new LinkedHashMap<>(serving);
        List<String> missing = new ArrayList<>();
        for (String id : used.versions()) {
            ViewVersion version = readable.get(id);
            if (version == null) {
                missing.add(id);
            } else {
                then.put(version.view().name(), version);
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(String.join(", ", missing) + " cannot be read: expected one of "
                    + String.join(", ", new TreeSet<>(readable.keySet())));
        }
        return of(
                project,
                entities.values(),
                unversioned.withOnDemandViews(used.onDemandViews()),
                services.values(),
                then.values(),
                readable.values());
    }

    /** The entity of this name, if there is one. */
    public Optional<Entity> entity(String name) {
        return Optional.ofNullable(entities.get(name));
    }

    /** The entities whose features a view of this project holds, in the view's order, as they were when it was defined. */
    public List<Entity> entitiesOf(StoredView view) {
        Optional<ViewVersion> version = versionOf(view);
        return version.isPresent()
                ? version.get().entities()
                : view.entities().stream()
                        .map(of -> Objects.requireNonNull(entities.get(of.name()), of.name()))
                        .toList();
    }

    /** The service of this name, if there is one. */
    public Optional<FeatureService> service(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /** The feature that is computed on demand and that a reference names, if there is one. */
    public Optional<OnDemandFeature> onDemandFeature(FeatureReference reference) {
        return onDemandView(reference.view()).flatMap(view -> view.feature(reference.feature()));
    }

    /** The type of the feature that a reference names, stored or not, if there is one. */
    public Optional<ValueType> valueType(FeatureReference reference) {
        return storedFeature(reference).map(StoredFeature::valueType).or(() -> onDemandFeature(reference)
                .map(OnDemandFeature::valueType));
    }

    /**
     * The stored features that the one of this reference needs: itself, or what it is computed from, which may be none; empty
     * if no feature is called so.
     */
    public Optional<List<FeatureReference>> stored(FeatureReference reference) {
        return storedFeature(reference).map(feature -> List.of(reference)).or(() -> onDemandFeature(reference)
                .map(OnDemandFeature::stored));
    }

    /** The feature in the online store that a reference names, if there is one. */
    public Optional<StoredFeature> storedFeature(FeatureReference reference) {
        return storedView(reference.view()).flatMap(view -> view.feature(reference.feature()));
    }

    /** The feature computed from events that a reference names, if there is one. */
    public Optional<Feature> feature(FeatureReference reference) {
        return view(reference.view()).flatMap(view -> view.feature(reference.feature()));
    }

    /** A view of this project as a version of it. */
    public ViewVersion version(StreamFeatureView view, int number) {
        return new ViewVersion(
                view, entitiesOf(view), number, Objects.requireNonNull(documents.get(view.name()), view.name()));
    }

    private static <T> Map<String, T> byName(Collection<T> values, Function<T, String> name) {
        Map<String, T> map = new LinkedHashMap<>();
        values.forEach(value -> map.put(name.apply(value), value));
        return Collections.unmodifiableMap(map);
    }
}
