package io.tidemill.infra.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The checkout that is under test. */
public final class Repository {
    public static final Path ROOT = Path.of(
                    Objects.requireNonNull(System.getProperty("tidemill.root"), "tidemill.root"))
            .toAbsolutePath()
            .normalize();

    private static final List<String> FOLDERS =
            List.of("schemas", "ingestion", "feature-jobs", "decision-engine", "training-triggers", "infra");

    private Repository() {}

    /** The folder of each module, in the six folders of the architecture. */
    static List<Path> modules() {
        return FOLDERS.stream()
                .flatMap(folder -> children(ROOT.resolve(folder)).stream())
                .filter(module -> Files.exists(module.resolve("pom.xml")))
                .toList();
    }

    /** The compiled main classes of each module that has any. */
    static List<Path> compiledClasses() {
        return modules().stream()
                .map(module -> module.resolve("target/classes"))
                .filter(Files::isDirectory)
                .toList();
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
