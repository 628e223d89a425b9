package io.tidemill.trainingtriggers.modeltraining;

import io.tidemill.schemas.featureviews.DefinitionProblem;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import io.tidemill.schemas.featureviews.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The models that a definitions folder declares, one in each file {@code models/*.yaml}. */
public final class ModelDefinitions {
    private static final String FOLDER = "models";

    private ModelDefinitions() {}

    /**
     * Reads them all, in the order of the files, with features of whatever name.
     *
     * @throws InvalidDefinitionsException if anything is wrong; it names all of it
     * @throws IOException if a file cannot be read
     */
    public static List<ModelDefinition> declared(Path folder) throws IOException {
        return all(read(folder, Optional.empty()));
    }

    /**
     * As {@link #declared}, checked against the definitions of the features that models may be made of.
     *
     * @throws InvalidDefinitionsException if anything is wrong; it names all of it
     */
    public static List<ModelDefinition> read(Path folder, FeatureDefinitions features) throws IOException {
        return all(read(folder, Optional.of(features)));
    }

    /**
     * The model of this name, if the folder declares one. What is wrong with another does not matter.
     *
     * @throws InvalidDefinitionsException if it is wrong, or may be the one that is wrong
     */
    public static Optional<ModelDefinition> find(Path folder, FeatureDefinitions features, String name)
            throws IOException {
        List<ReadFile> files = read(folder, Optional.of(features));
        List<ReadFile> named = files.stream()
                .filter(file ->
                        file.model.filter(model -> model.name().equals(name)).isPresent())
                .toList();
        return all(named.isEmpty() ? files : named).stream()
                .filter(model -> model.name().equals(name))
                .findFirst();
    }

    /** What a file declares, unless too much of it is wrong. */
    private record ReadFile(Optional<ModelDefinition> model, List<DefinitionProblem> problems) {}

    private static List<ReadFile> read(Path folder, Optional<FeatureDefinitions> features) throws IOException {
        List<ReadFile> read = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : files(folder.resolve(FOLDER))) {
            List<DefinitionProblem> problems = new ArrayList<>();
            String text = Files.readString(file);
            Optional<YamlNode> document = YamlNode.read(folder.relativize(file).toString(), text, problems);
            Optional<ModelDefinition> model = document.flatMap(node -> new ModelReader(features, node).read(text));
            if (document.isPresent()
                    && model.isPresent()
                    && !names.add(model.get().name())) {
                document.get().problem("model '" + model.get().name() + "' is defined twice");
            }
            read.add(new ReadFile(model, problems));
        }
        return read;
    }

    private static List<ModelDefinition> all(List<ReadFile> files) {
        List<DefinitionProblem> problems =
                files.stream().flatMap(file -> file.problems.stream()).toList();
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionsException(problems);
        }
        return files.stream().flatMap(file -> file.model.stream()).toList();
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
