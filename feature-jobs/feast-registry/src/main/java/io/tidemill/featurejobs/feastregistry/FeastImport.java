package io.tidemill.featurejobs.feastregistry;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a registry of Feast's defines and we can serve: entities, the views of one of them that Feast writes to its online
 * store, and the services of their features. What is stored is not touched.
 */
public final class FeastImport {
    /** The entity that Feast gives to views that have none. */
    static final String NO_ENTITY = "__dummy";

    private static final int ENTITIES = 1;
    private static final int FEATURE_VIEWS = 6;
    private static final int SERVICES = 7;
    private static final int ON_DEMAND_VIEWS = 8;
    private static final int STREAM_FEATURE_VIEWS = 14;
    private static final int PROJECTS = 17;
    private static final int SPEC = 1;
    private static final int NAME = 1;
    private static final int PROJECT = 2;

    private static final int ENTITY_VALUE_TYPE = 2;
    private static final int ENTITY_DESCRIPTION = 3;
    private static final int ENTITY_JOIN_KEY = 4;
    private static final int ENTITY_PROJECT = 9;

    private static final int SERVICE_PROJECTIONS = 3;
    private static final int SERVICE_DESCRIPTION = 5;

    private final String project;
    private final Map<String, ImportedView> views = new LinkedHashMap<>();
    private final Map<String, Long> keyTypes = new LinkedHashMap<>();
    private final LeftOut leftOut = new LeftOut();
    private final DefinitionText text;

    /**
     * Reads a registry.
     *
     * @param registry the content of {@code registry.db}
     * @param project which project; may be left open if there is one alone
     * @throws IOException naming what is wrong if it is no registry, or the project is not in it
     */
    public FeastImport(byte[] registry, Optional<String> project) throws IOException {
        try {
            ReadMessage read = ReadMessage.of(registry);
            this.project = project(read, project);
            this.text = new DefinitionText(this.project);
            readViews(read.all(FEATURE_VIEWS), ImportedView.Layout.FEATURE_VIEW);
            readViews(read.all(STREAM_FEATURE_VIEWS), ImportedView.Layout.STREAM_FEATURE_VIEW);
            readEntities(read.all(ENTITIES));
            views.values().forEach(text::view);
            readServices(read.all(SERVICES));
            specs(read.all(ON_DEMAND_VIEWS))
                    .forEach(view -> leftOut.view(view.text(NAME), "Feast computes it on demand, in Python"));
        } catch (InvalidProtocolBufferException e) {
            throw noRegistry(e);
        } catch (UncheckedIOException e) {
            throw noRegistry(Objects.requireNonNull(e.getCause()));
        }
    }

    /** The definitions, as a file of a definitions folder has them. */
    public String definitions() {
        return text.toString();
    }

    /** How many views they have. */
    public int views() {
        return views.size();
    }

    /** What the registry has beside that, and why it is not in them. */
    public List<String> leftOut() {
        return leftOut.reasons();
    }

    private static IOException noRegistry(IOException cause) {
        return new IOException("no registry of Feast's: " + cause.getMessage(), cause);
    }

    private static String project(ReadMessage read, Optional<String> wanted) throws IOException {
        Set<String> projects = new TreeSet<>();
        Stream.of(FEATURE_VIEWS, STREAM_FEATURE_VIEWS)
                .flatMap(field -> read.all(field).stream())
                .forEach(view -> projects.add(view.one(SPEC).text(PROJECT)));
        read.all(PROJECTS).forEach(project -> projects.add(project.one(SPEC).text(NAME)));
        if (wanted.isEmpty() && projects.size() == 1) {
            return projects.iterator().next();
        }
        return wanted.filter(projects::contains)
                .orElseThrow(() -> new IOException("the registry has "
                        + (projects.isEmpty() ? "no project" : "the projects " + String.join(", ", projects))
                        + wanted.map(name -> ", and not " + name).orElse(", expected one of them by --project")));
    }

    private Stream<ReadMessage> specs(List<ReadMessage> objects) {
        return objects.stream().map(object -> object.one(SPEC)).filter(spec -> spec.text(PROJECT)
                .equals(project));
    }

    private void readViews(List<ReadMessage> objects, ImportedView.Layout layout) {
        specs(objects).forEach(spec -> ImportedView.of(spec, layout, leftOut).ifPresent(view -> {
            views.put(view.name(), view);
            keyTypes.putIfAbsent(view.entity(), layout.keyType(spec));
        }));
    }

    /** Entities that a view needs; a view whose entity cannot be served is none of ours either. */
    private void readEntities(List<ReadMessage> objects) {
        Set<String> known = new LinkedHashSet<>();
        objects.stream()
                .map(object -> object.one(SPEC))
                .filter(spec -> spec.text(ENTITY_PROJECT).equals(project) && keyTypes.containsKey(spec.text(NAME)))
                .forEach(spec -> readEntity(spec).ifPresent(known::add));
        views.values().removeIf(view -> {
            boolean lost = !known.contains(view.entity());
            if (lost) {
                leftOut.view(view.name(), "its entity " + view.entity() + " is left out");
            }
            return lost;
        });
    }

    private Optional<String> readEntity(ReadMessage spec) {
        String name = spec.text(NAME);
        String joinKey = spec.text(ENTITY_JOIN_KEY);
        long type =
                spec.number(ENTITY_VALUE_TYPE) != 0 ? spec.number(ENTITY_VALUE_TYPE) : keyTypes.getOrDefault(name, 0L);
        Optional<String> keyType = FeastTypes.ofKey(type);
        if (keyType.isEmpty()) {
            leftOut.add("entity " + name, "its key is " + FeastTypes.text(type) + ", expected string, int32 or int64");
            return Optional.empty();
        }
        if (!leftOut.isName(name) || !leftOut.isName(joinKey)) {
            leftOut.add("entity " + name, "key " + joinKey + ": " + LeftOut.NAME);
            return Optional.empty();
        }
        text.entity(name, joinKey, keyType.get(), spec.text(ENTITY_DESCRIPTION));
        return Optional.of(name);
    }

    private void readServices(List<ReadMessage> objects) {
        specs(objects).forEach(spec -> {
            Set<String> references = new LinkedHashSet<>();
            for (ReadMessage projection : spec.all(SERVICE_PROJECTIONS)) {
                ImportedView view = views.get(projection.text(1));
                projection.all(2).stream()
                        .map(feature -> feature.text(NAME))
                        .filter(feature -> view != null && view.features().containsKey(feature))
                        .forEach(feature -> references.add(projection.text(1) + ":" + feature));
            }
            if (references.isEmpty() || !leftOut.isName(spec.text(NAME))) {
                leftOut.add(
                        "service " + spec.text(NAME),
                        references.isEmpty() ? "none of its features can be served" : LeftOut.NAME);
            } else {
                text.service(spec.text(NAME), references, spec.text(SERVICE_DESCRIPTION));
            }
        });
    }
}
