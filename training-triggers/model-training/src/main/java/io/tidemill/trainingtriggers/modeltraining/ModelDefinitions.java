package io.tidemill.trainingtriggers.modeltraining;

import io.tidemill.schemas.featureviews.DefinitionProblem;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import io.tidemill.schemas.featureviews.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The models that a definitions folder declares, one in each file {@code models/*.yaml}. */
public final class ModelDefinitions {
    private static final String FOLDER = "models";

    private ModelDefinitions() {}

    /**
     * Reads them all, in the order of the files.
     *
     * @param folder the definitions folder; the features stand in {@code features} beside {@code models}
     * @throws InvalidDefinitionsException if anything is wrong; it names all of it
     * @throws IOException if a file cannot be read
     */
    public static List<ModelDefinition> read(Path folder) throws IOException {
        FeatureDefinitions features = FeatureDefinitions.read(folder);
        List<DefinitionProblem> problems = new ArrayList<>();
        Map<String, ModelDefinition> models = new LinkedHashMap<>();
        for (Path file : files(folder.resolve(FOLDER))) {
            String name = folder.relativize(file).toString();
            String text = Files.readString(file);
            YamlNode.read(name, text, problems).ifPresent(document -> new ModelReader(features, document)
                    .read(text)
                    .ifPresent(model -> {
                        if (models.putIfAbsent(model.name(), model) != null) {
                            document.problem("model '" + model.name() + "' is defined twice");
                        }
                    }));
        }
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionsException(problems);
        }
        return List.copyOf(models.values());
    }

    /** The model of this name, if the folder declares one. */
    public static Optional<ModelDefinition> find(Path folder, String name) throws IOException {
        return read(folder).stream().filter(model -> model.name().equals(name)).findFirst();
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }
}
