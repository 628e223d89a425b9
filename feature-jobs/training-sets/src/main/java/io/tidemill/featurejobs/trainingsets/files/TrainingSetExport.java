package io.tidemill.featurejobs.trainingsets.files;

import io.tidemill.featurejobs.trainingsets.EntityRows;
import io.tidemill.featurejobs.trainingsets.InvalidTrainingSetException;
import io.tidemill.featurejobs.trainingsets.Label;
import io.tidemill.featurejobs.trainingsets.TrainingSet;
import io.tidemill.featurejobs.trainingsets.TrainingSetPlan;
import io.tidemill.featurejobs.trainingsets.TrainingSetRequest;
import io.tidemill.featurejobs.trainingsets.TrainingSetRequest.Known;
import io.tidemill.featurejobs.trainingsets.TrainingSets;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.featurecatalogue.ServingDefinitions;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.FeatureService;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;

/**
 * Makes a training set of a file of entity rows, as a process of its own: {@code TrainingSetExport --config FILE --spec
 * FILE}. Beside the file {@code OUT} it writes {@code OUT.json}, a {@link TrainingSetReport}. It says on standard output
 * where the set is made and why.
 */
public final class TrainingSetExport {
    /** Exit code: the files are written. */
    public static final int DONE = 0;

    /** Exit code: something failed that may go well another time; standard error tells. */
    public static final int FAILED = 1;

    /** Exit code: what was asked for cannot be made; standard error tells why. */
    public static final int INVALID = 2;

    /** Exit code: it is too large for this process, and nothing was made. */
    public static final int TOO_LARGE = 3;

    private static final long MIB = 1L << 20;

    private TrainingSetExport() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, (settings, spec) -> plan -> inProcess(plan, spec.engine())));
    }

    /** Where a set is made, by the settings of the process and what is to be made. */
    @FunctionalInterface
    interface Engines {
        Engine of(Map<String, String> settings, ExportSpec spec);
    }

    /**
     * Makes what the program's arguments name.
     *
     * @param arguments {@code --config FILE --spec FILE}
     * @param engine makes it, by the settings of the process
     * @return the exit code
     */
    public static int run(String[] arguments, Function<Map<String, String>, Engine> engine) {
        return run(arguments, (settings, spec) -> engine.apply(settings));
    }

    private static int run(String[] arguments, Engines engines) {
        List<String> words = List.of(arguments);
        if (words.size() != 4
                || !words.get(0).equals("--config")
                || !words.get(2).equals("--spec")) {
            System.err.println("expected --config FILE --spec FILE");
            return INVALID;
        }
        return run(Path.of(words.get(1)), Path.of(words.get(3)), engines);
    }

    private static int run(Path configuration, Path specification, Engines engines) {
        try {
            Map<String, String> settings = settings(configuration);
            ExportSpec spec = ExportSpec.read(specification);
            try (LakeCatalog lake = LakeCatalog.open(CatalogSettings.of(settings))) {
                make(
                        lake.tables(),
                        spec,
                        ServingDefinitions.of(settings, spec.definitions()),
                        engines.of(settings, spec));
            }
            return DONE;
        } catch (TooLargeException e) {
            System.out.println(e.getMessage());
            return TOO_LARGE;
        } catch (InvalidDefinitionsException | InvalidTrainingSetException e) {
            System.err.println(e.getMessage());
            return INVALID;
        } catch (NoSuchFileException e) {
            System.err.println(e.getFile() + ": there is no such file");
            return INVALID;
        } catch (IOException | RuntimeException e) {
            System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            return FAILED;
        }
    }

    /** The events do not fit into this process. */
    private static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLargeException(String message) {
            super(message);
        }
    }

    private static TrainingSet inProcess(TrainingSetPlan plan, EngineChoice choice) {
        long heap = Runtime.getRuntime().maxMemory();
        long events = plan.events();
        String why = String.format(
                Locale.ROOT,
                "the tables have %,d events, and a heap of %,d MiB has room for %,d",
                events,
                heap / MIB,
                EngineChoice.mostEvents(heap));
        if (choice.isTooLarge(events, heap)) {
            throw new TooLargeException("flink: " + why);
        }
        System.out.println("in-process: " + (choice == EngineChoice.AUTO ? why : "as asked for"));
        return plan.make();
    }

    /** Makes a training set in this process, and tells what it is like. */
    static TrainingSetReport make(Catalog catalog, ExportSpec spec, FeatureDefinitions definitions) throws IOException {
        return make(catalog, spec, definitions, TrainingSetPlan::make);
    }

    /** Makes a training set, and tells what it is like. */
    static TrainingSetReport make(Catalog catalog, ExportSpec spec, FeatureDefinitions definitions, Engine engine)
            throws IOException {
        List<FeatureReference> features = features(spec, definitions);
        List<Entity> keys = keys(features, definitions);
        List<String> joinKeys = keys.stream().map(Entity::joinKey).toList();
        Optional<Label> label = spec.label().map(LabelText::read);
        Map<String, Long> snapshots = spec.snapshots().isPresent()
                ? TrainingSetReport.snapshots(spec.snapshots().get())
                : Map.of();
        EntityTable entities = EntityTable.read(spec.entities(), joinKeys, spec.asOf());
        TrainingSet set = engine.make(new TrainingSets(catalog, definitions)
                .plan(new TrainingSetRequest(
                        features,
                        new EntityRows.Listed(joinKeys, entities.rows()),
                        label,
                        snapshots,
                        spec.takenIn() ? Known.TAKEN_IN : Known.HAPPENED,
                        given(definitions, entities))));
        TrainingSetTable table = TrainingSetTable.of(definitions, keys, entities, set, spec.fullNames());
        table.write(spec.out());
        TrainingSetReport report = TrainingSetReport.of(set, definitions, table, spec.label());
        report.write(spec.out().resolveSibling(spec.out().getFileName() + ".json"));
        return report;
    }

    private static List<FeatureReference> features(ExportSpec spec, FeatureDefinitions definitions) {
        if (spec.service().isPresent() == !spec.features().isEmpty()) {
            throw new InvalidTrainingSetException("expected either features or a feature service");
        }
        if (spec.service().isEmpty()) {
            return spec.features().stream().map(TrainingSetExport::reference).toList();
        }
        String service = spec.service().get();
        return definitions
                .service(service)
                .map(FeatureService::features)
                .orElseThrow(() -> new InvalidTrainingSetException("no feature service is called '" + service
                        + "', expected one of "
                        + String.join(
                                ", ",
                                new TreeSet<>(definitions.services().stream()
                                        .map(FeatureService::name)
                                        .toList()))));
    }

    private static FeatureReference reference(String text) {
        try {
            return FeatureReference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidTrainingSetException(String.valueOf(e.getMessage()));
        }
    }

    /** An entity for each join key that a feature has, in the order of the features. */
    private static List<Entity> keys(List<FeatureReference> features, FeatureDefinitions definitions) {
        Map<String, Entity> keys = new LinkedHashMap<>();
        features.stream()
                .flatMap(reference -> sources(reference, definitions).stream())
                .flatMap(reference -> definitions.storedView(reference.view()).stream())
                .flatMap(view -> definitions.entitiesOf(view).stream())
                .forEach(entity -> {
                    Entity other = keys.putIfAbsent(entity.joinKey(), entity);
                    if (other != null && other.valueType() != entity.valueType()) {
                        throw new InvalidTrainingSetException("join key " + entity.joinKey() + " is "
                                + other.valueType().text() + " of " + other.name() + ", and "
                                + entity.valueType().text() + " of " + entity.name());
                    }
                });
        return List.copyOf(keys.values());
    }

    /** What tells whom a feature is about: one that is computed from nothing stored is about its view's sources. */
    private static List<FeatureReference> sources(FeatureReference reference, FeatureDefinitions definitions) {
        List<FeatureReference> stored = definitions
                .stored(reference)
                .orElseThrow(() -> new InvalidTrainingSetException(
                        "feature " + reference + " is not defined in project " + definitions.project()));
        return stored.isEmpty()
                ? definitions.onDemandView(reference.view()).orElseThrow().sources()
                : stored;
    }

    /** The columns of the file that features may be computed from. */
    private static Map<String, List<@Nullable Object>> given(FeatureDefinitions definitions, EntityTable entities) {
        Map<String, List<@Nullable Object>> given = new HashMap<>();
        definitions.onDemandViews().stream()
                .flatMap(view -> view.requestSchema().stream())
                .forEach(field -> {
                    for (int column = 0; column < entities.kept().size(); column++) {
                        if (entities.kept().get(column).name().equals(field.name())) {
                            given.put(field.name(), column(entities, column));
                        }
                    }
                });
        return given;
    }

    private static List<@Nullable Object> column(EntityTable entities, int column) {
        List<@Nullable Object> values = new ArrayList<>(entities.values().size());
        entities.values().forEach(row -> values.add(row[column]));
        return values;
    }

    private static Map<String, String> settings(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }
}
