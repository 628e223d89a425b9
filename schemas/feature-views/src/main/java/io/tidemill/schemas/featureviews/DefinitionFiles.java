package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.events.ReleasedSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the files of a definitions folder as one set of definitions. */
final class DefinitionFiles {
    private static final String FOLDER = "features";
    private static final ReleasedSchemas SCHEMAS = ReleasedSchemas.load();
    static final Set<String> KEYS = Set.of(
            "project",
            "entities",
            "pushSources",
            "featureViews",
            "batchFeatureViews",
            "streamFeatureViews",
            "onDemandFeatureViews",
            "featureServices");
    static final Set<String> ENTITY_KEYS = Set.of("name", "joinKey", "valueType", "description");
    static final Set<String> SERVICE_KEYS = Set.of("name", "features", "description");

    private final ViewReader viewReader = new ViewReader(SCHEMAS);
    private final List<DefinitionProblem> problems = new ArrayList<>();
    private final Named<Entity> entities = new Named<>();
    private final Named<StreamFeatureView> views = new Named<>();
    private final Named<FeatureView> featureViews = new Named<>();
    private final Named<BatchFeatureView> batchViews = new Named<>();
    private final Named<PushSource> pushSources = new Named<>();
    private final Named<OnDemandFeatureView> onDemandViews = new Named<>();
    private final List<YamlNode> onDemandNodes = new ArrayList<>();
    private final Named<FeatureService> services = new Named<>();
    private final List<Runnable> referenceChecks = new ArrayList<>();
    private @Nullable String project;

    private DefinitionFiles() {}

    static FeatureDefinitions read(Path folder) throws IOException {
        DefinitionFiles files = new DefinitionFiles();
        for (Path file : yamlFiles(folder.resolve(FOLDER))) {
            files.readFile(folder, file);
        }
        return files.checked();
    }

    static FeatureDefinitions parse(Map<String, String> texts) {
        DefinitionFiles files = new DefinitionFiles();
        new TreeMap<>(texts).forEach(files::readText);
        return files.checked();
    }

    private static List<Path> yamlFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }

    private void readFile(Path folder, Path file) throws IOException {
        String name = folder.relativize(file).toString();
        readText(name, Files.readString(file));
    }

    private void readText(String name, String text) {
        YamlNode.read(name, text, problems).ifPresent(this::readDocument);
    }

    private void readDocument(YamlNode document) {
        Map<String, YamlNode> keys = document.keys(KEYS);
        document.required(keys, "project", Names::read).ifPresent(found -> {
            if (project != null && !project.equals(found)) {
                document.problem("project '" + found + "', other files say '" + project + "': expected one project");
            }
            project = found;
        });
        elements(keys, "entities")
                .forEach(node -> entity(node).ifPresent(entity -> entities.add(entity.name(), entity, node)));
        elements(keys, "streamFeatureViews")
                .forEach(node -> viewReader.read(node).ifPresent(view -> {
                    views.add(view.name(), view, node);
                    referenceChecks.add(() -> viewReader.check(node, view, entities.values));
                }));
        elements(keys, "pushSources").forEach(node -> FeatureViewReader.readSource(node)
                .ifPresent(source -> pushSources.add(source.name(), source, node)));
        elements(keys, "featureViews")
                .forEach(node -> FeatureViewReader.read(node).ifPresent(view -> {
                    featureViews.add(view.name(), view, node);
                    referenceChecks.add(() -> checkFeatureView(node, view));
                }));
        elements(keys, "batchFeatureViews")
                .forEach(node -> BatchViewReader.read(node).ifPresent(view -> {
                    batchViews.add(view.name(), view, node);
                    referenceChecks.add(() -> checkBatchView(node, view));
                }));
        onDemandNodes.addAll(elements(keys, "onDemandFeatureViews"));
        elements(keys, "featureServices").forEach(node -> service(node).ifPresent(service -> {
            services.add(service.name(), service, node);
            referenceChecks.add(() -> checkReferences(node, service));
        }));
    }

    private static List<YamlNode> elements(Map<String, YamlNode> keys, String key) {
        YamlNode node = keys.get(key);
        return node == null ? List.of() : node.elements();
    }

    private static Optional<Entity> entity(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(ENTITY_KEYS);
        Optional<String> name = node.required(keys, "name", Names::read);
        Optional<String> joinKey = node.required(keys, "joinKey", Names::read);
        Optional<ValueType> type = node.required(keys, "valueType", DefinitionFiles::entityKeyType);
        if (name.isEmpty() || joinKey.isEmpty() || type.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Entity(name.get(), joinKey.get(), type.get(), optionalText(keys, "description")));
    }

    private static Optional<ValueType> entityKeyType(YamlNode node) {
        return node.text().flatMap(text -> {
            Optional<ValueType> type = ValueType.ofEntityKey(text);
            if (type.isEmpty()) {
                node.problem("'" + text + "', expected string, int64 or int32");
            }
            return type;
        });
    }

    private static Optional<FeatureService> service(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(SERVICE_KEYS);
        Optional<String> name = node.required(keys, "name", Names::read);
        List<FeatureReference> references = new ArrayList<>();
        node.required(keys, "features", Optional::of).ifPresent(list -> list.elements()
                .forEach(element -> reference(element).ifPresent(references::add)));
        return name.map(found -> new FeatureService(found, references, optionalText(keys, "description")));
    }

    private static Optional<FeatureReference> reference(YamlNode node) {
        return node.text().flatMap(text -> {
            try {
                return Optional.of(FeatureReference.parse(text));
            } catch (IllegalArgumentException e) {
                node.problem("'" + text + "', expected view:feature");
                return Optional.empty();
            }
        });
    }

    private void checkFeatureView(YamlNode node, FeatureView view) {
        if (!entities.values.containsKey(view.entity())) {
            node.problem("entity '" + view.entity() + "' is not defined, expected one of "
                    + YamlNode.sorted(entities.values.keySet()));
        }
        if (views.values.containsKey(view.name())) {
            node.problem("name '" + view.name() + "' is that of a stream feature view");
        }
        view.source()
                .filter(source -> !pushSources.values.containsKey(source))
                .ifPresent(source -> node.problem("source '" + source + "' is no push source, expected "
                        + (pushSources.values.isEmpty()
                                ? "one that pushSources defines"
                                : "one of " + YamlNode.sorted(pushSources.values.keySet()))));
    }

    private void checkBatchView(YamlNode node, BatchFeatureView view) {
        BatchViewReader.check(node, view, entities.values);
        if (views.values.containsKey(view.name())) {
            node.problem("name '" + view.name() + "' is that of a stream feature view");
        }
        if (featureViews.values.containsKey(view.name())) {
            node.problem("name '" + view.name() + "' is that of a feature view");
        }
    }

    private Map<String, StoredView> storedViews() {
        Map<String, StoredView> stored = new LinkedHashMap<>(featureViews.values);
        stored.putAll(batchViews.values);
        stored.putAll(views.values);
        return stored;
    }

    private void checkReferences(YamlNode node, FeatureService service) {
        for (FeatureReference reference : service.features()) {
            StoredView view = storedViews().get(reference.view());
            OnDemandFeatureView onDemand = onDemandViews.values.get(reference.view());
            boolean stored = view != null && view.feature(reference.feature()).isPresent();
            if (!stored
                    && (onDemand == null
                            || onDemand.feature(reference.feature()).isEmpty())) {
                node.problem("feature '" + reference + "' is not defined");
            }
        }
    }

    /** How old a value may be; zero where nothing is said. */
    static Duration ttl(Map<String, YamlNode> keys) {
        return Optional.ofNullable(keys.get("ttl"))
                .flatMap(DefinitionFiles::ttl)
                .orElse(Duration.ZERO);
    }

    private static Optional<Duration> ttl(YamlNode node) {
        return node.duration().filter(ttl -> {
            if (ttl.isNegative()) {
                node.problem("'" + ttl + "', expected a duration of zero or more");
            }
            return !ttl.isNegative();
        });
    }

    static Map<String, String> tags(Map<String, YamlNode> keys) {
        Map<String, String> tags = new LinkedHashMap<>();
        Optional.ofNullable(keys.get("tags")).ifPresent(node -> node.entries()
                .forEach((key, value) -> value.text().ifPresent(text -> tags.put(key, text))));
        return tags;
    }

    static String optionalText(Map<String, YamlNode> keys, String key) {
        YamlNode node = keys.get(key);
        return node == null ? "" : node.text().orElse("");
    }

    /** These are about the others, which therefore have to be known first. */
    private void readOnDemandViews() {
        Set<String> joinKeys =
                entities.values.values().stream().map(Entity::joinKey).collect(Collectors.toSet());
        OnDemandReader reader = new OnDemandReader(storedViews(), joinKeys);
        for (YamlNode node : onDemandNodes) {
            reader.read(node).ifPresent(view -> {
                if (storedViews().containsKey(view.name())) {
                    node.problem("name '" + view.name() + "' is that of a view that is stored");
                }
                onDemandViews.add(view.name(), view, node);
            });
        }
    }

    private FeatureDefinitions checked() {
        readOnDemandViews();
        referenceChecks.forEach(Runnable::run);
        String name = project;
        if (name == null && problems.isEmpty()) {
            problems.add(new DefinitionProblem(FOLDER, 1, "project", "no file *.yaml in the folder names a project"));
        }
        if (name == null || !problems.isEmpty()) {
            throw new InvalidDefinitionsException(problems);
        }
        return FeatureDefinitions.read(
                name,
                List.copyOf(entities.values.values()),
                List.copyOf(views.values.values()),
                List.copyOf(featureViews.values.values()),
                List.copyOf(batchViews.values.values()),
                List.copyOf(pushSources.values.values()),
                List.copyOf(onDemandViews.values.values()),
                List.copyOf(services.values.values()),
                documents(name),
                new UnversionedDocuments(
                        documents(pushSources),
                        documents(featureViews),
                        documents(batchViews),
                        documents(onDemandViews)));
    }

    private static List<String> documents(Named<?> definitions) {
        return definitions.values.keySet().stream()
                .map(name -> DefinitionDocument.of(definitions.node(name)))
                .toList();
    }

    private Map<String, String> documents(String project) {
        Map<String, String> documents = new LinkedHashMap<>();
        views.values.forEach((name, view) -> documents.put(
                name,
                DefinitionDocument.of(
                        project,
                        view.entities().stream()
                                .map(of -> entities.node(of.name()))
                                .toList(),
                        views.node(name))));
        return documents;
    }

    /** Definitions of one kind, whose names must differ over all files. */
    private static final class Named<T> {
        private final Map<String, T> values = new LinkedHashMap<>();
        private final Map<String, Node> nodes = new LinkedHashMap<>();

        void add(String name, T value, YamlNode node) {
            nodes.putIfAbsent(name, node.node());
            if (values.putIfAbsent(name, value) != null) {
                node.problem("name '" + name + "' is defined twice");
            }
        }

        Node node(String name) {
            return Objects.requireNonNull(nodes.get(name), name);
        }
    }
}
