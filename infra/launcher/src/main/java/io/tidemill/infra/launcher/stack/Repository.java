package io.tidemill.infra.launcher.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The built repository, from which the child processes run.
 *
 * @param home its root
 */
public record Repository(Path home) {
    /** Names the root; set by the {@code tidemill} script. */
    public static final String HOME_PROPERTY = "tidemill.home";

    /** The repository that this process was started from. */
    public static Repository current() {
        String home = System.getProperty(HOME_PROPERTY);
        if (home == null) {
            throw new IllegalStateException(
                    "system property " + HOME_PROPERTY + " is not set; start through the tidemill script");
        }
        return new Repository(Path.of(home).toAbsolutePath().normalize());
    }

    /** The features, models and rules used when no others are named. */
    public Path exampleDefinitions() {
        return home.resolve("examples").resolve("shops");
    }

    /** The file that names the libraries of a module. */
    public Path classPathFile(String module) {
        return home.resolve(module).resolve("target").resolve("classpath.txt");
    }

    /**
     * The class path of a module: its own jar, then its libraries. The jars that a build writes are copied, so that a build
     * does not pull them away from under a process that runs.
     *
     * @param module its folder, such as {@code infra/servers}
     * @param copies the folder to copy to
     * @throws IOException if the module is not built; says how to build it
     */
    public String classPath(String module, Path copies) throws IOException {
        Path libraries = classPathFile(module);
        requireBuilt(module, libraries);
        List<String> entries = new ArrayList<>();
        entries.add(copy(ownJar(module), copies));
        for (String library : Files.readString(libraries).strip().split(":", -1)) {
            Path path = Path.of(library);
            requireBuilt(module, path);
            entries.add(path.startsWith(home) ? copy(path, copies) : library);
        }
        return String.join(":", entries);
    }

    private void requireBuilt(String module, Path file) throws IOException {
        if (!Files.exists(file)) {
            throw notBuilt(module, file + " is missing");
        }
    }

    private IOException notBuilt(String module, String problem) {
        return new IOException(module + " is not built, " + problem + ": run `mvn -Dquick -DskipTests package -pl "
                + module + " -am` in " + home + ", then try again");
    }

    private static String copy(Path jar, Path copies) throws IOException {
        Path target = Files.createDirectories(copies).resolve(jar.getFileName());
        if (!Files.exists(target)) {
            Files.copy(jar, target);
        }
        return target.toString();
    }

    private Path ownJar(String module) throws IOException {
        Path target = home.resolve(module).resolve("target");
        try (Stream<Path> files = Files.list(target)) {
            List<Path> jars = files.filter(file -> file.getFileName().toString().matches("tidemill-.*\\.jar"))
                    .filter(file -> !file.getFileName().toString().matches(".*-(sources|javadoc|tests|job)\\.jar"))
                    .collect(Collectors.toList());
            if (jars.isEmpty()) {
                throw notBuilt(module, "its jar is missing from " + target);
            }
            if (jars.size() > 1) {
                throw new IOException("expected one tidemill jar in " + target + ", found " + jars
                        + ": remove those of other versions");
            }
            return jars.get(0);
        }
    }
}
