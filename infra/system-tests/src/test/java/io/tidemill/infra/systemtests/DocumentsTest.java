package io.tidemill.infra.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name is there: files that they link to, commands, types, tests. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\\n]+`");
    private static final Pattern COMMAND = Pattern.compile("(?<![\\w/.-])(?:\\./)?tidemill ([a-z][a-z-]*)");
    private static final Pattern COMMAND_NAME = Pattern.compile("@Command\\(\\s*name = \"([a-z-]+)\"");
    private static final Pattern TYPE = Pattern.compile("\\bio\\.tidemill(?:\\.[a-z][a-z0-9]*)+\\.([A-Z]\\w*)");
    private static final Pattern TEST = Pattern.compile("\\b[A-Z][A-Za-z0-9]+Test\\b");

    @Test
    void everyRelativeLinkLeadsToAFile() throws IOException {
        // Given
        List<String> broken = new ArrayList<>();

        // When
        for (Path document : documents()) {
            Path folder = document.resolveSibling(".");
            found(LINK, Files.readString(document))
                    .filter(target -> !target.contains(":") && !target.startsWith("#"))
                    .filter(target -> !Files.exists(folder.resolve(target.replaceFirst("#.*", ""))))
                    .forEach(target -> broken.add(name(document) + " -> " + target));
        }

        // Then
        assertThat(broken).isEmpty();
    }

    @Test
    void everyCommandIsOneOfTheLauncher() throws IOException {
        // Given
        Set<String> commands = commands();
        assertThat(commands).contains("up", "down", "status");
        List<String> unknown = new ArrayList<>();

        // When
        for (Path document : documents()) {
            CODE.matcher(Files.readString(document))
                    .results()
                    .flatMap(code -> found(COMMAND, code.group()))
                    .filter(command -> !commands.contains(command))
                    .forEach(command -> unknown.add(name(document) + ": tidemill " + command));
        }

        // Then
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyTypeAndTestIsInTheRepository() throws IOException {
        // Given
        Set<String> types = types();
        List<String> missing = new ArrayList<>();

        // When
        for (Path document : documents()) {
            String text = Files.readString(document);
            Stream.concat(found(TYPE, text), TEST.matcher(text).results().map(result -> result.group()))
                    .filter(type -> !types.contains(type))
                    .forEach(type -> missing.add(name(document) + ": " + type));
        }

        // Then
        assertThat(missing).isEmpty();
    }

    /** README.md and its siblings, and every page below docs. */
    private static List<Path> documents() throws IOException {
        try (Stream<Path> pages = Files.walk(Repository.ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")
                                    .map(Repository.ROOT::resolve),
                            pages.filter(page -> page.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        }
    }

    /** The names in the annotations of the launcher's commands. */
    private static Set<String> commands() throws IOException {
        Path folder = Repository.ROOT.resolve("infra/launcher/src/main/java/io/tidemill/infra/launcher/command");
        Set<String> names = new TreeSet<>();
        try (Stream<Path> sources = Files.list(folder)) {
            for (Path source : sources.toList()) {
                found(COMMAND_NAME, Files.readString(source)).forEach(names::add);
            }
        }
        return names;
    }

    /** The names of all source files, and of the types that are made from schemas. */
    private static Set<String> types() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path module : Repository.modules()) {
            try (Stream<Path> files = Files.walk(module.resolve("src"))) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".java") || file.endsWith(".avsc"))
                        .map(file -> file.replaceFirst("\\.[a-z]+$", ""))
                        .forEach(names::add);
            }
        }
        return names;
    }

    private static Stream<String> found(Pattern pattern, String text) {
        List<String> groups = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            groups.add(matcher.group(1));
        }
        return groups.stream();
    }

    private static String name(Path document) {
        return Repository.ROOT.relativize(document).toString();
    }
}
