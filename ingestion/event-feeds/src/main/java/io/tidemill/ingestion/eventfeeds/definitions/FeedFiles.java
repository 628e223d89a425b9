package io.tidemill.ingestion.eventfeeds.definitions;

import io.tidemill.ingestion.eventreplay.mapping.DeclaredMapping;
import io.tidemill.ingestion.eventreplay.mapping.FileFormat;
import io.tidemill.ingestion.eventreplay.mapping.InvalidMappingException;
import io.tidemill.ingestion.eventreplay.mapping.YamlSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the feeds of a definitions folder: {@code feeds/*.yaml}, one feed a file; see {@code docs/inputs.md}. */
public final class FeedFiles {
    private static final String ID_OF_FILE = "${file.sha256}-${line}";
    private static final String ID_OF_RECORD = "${kafka.topic}:${kafka.partition}:${kafka.offset}";
    private static final String DEFAULT_QUIET = "PT10S";

    private FeedFiles() {}

    /**
     * The feeds there are, by the names of their files. Whether a mapping fits its event type is not looked at: the type
     * may be registered, or get the field, later.
     *
     * @param definitions the folder that has a folder {@code feeds}, or none
     * @throws InvalidFeedException if one is not valid, or two have the same name
     */
    public static List<FeedDefinition> read(Path definitions) throws IOException {
        Path folder = definitions.resolve("feeds");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        List<FeedDefinition> feeds = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            FeedDefinition feed = readFile(file);
            if (!names.add(feed.name())) {
                throw new InvalidFeedException(file, "feed: " + feed.name() + ", expected a name no other feed has");
            }
            feeds.add(feed);
        }
        return List.copyOf(feeds);
    }

    private static FeedDefinition readFile(Path file) throws IOException {
        try {
            return parse(file, YamlSection.parse(Files.readString(file)));
        } catch (InvalidMappingException e) {
            throw new InvalidFeedException(file, String.valueOf(e.getMessage()));
        }
    }

    private static FeedDefinition parse(Path file, YamlSection document) throws IOException, InvalidMappingException {
        String name = document.text("feed");
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new InvalidFeedException(file, "feed: " + name + ", expected lower-case letters, digits and hyphens");
        }
        if (document.optionalText("topic").isPresent()) {
            document.allow(Set.of("feed", "topic", "mapping"));
            return topic(file, name, document);
        }
        document.allow(Set.of("feed", "folder", "pattern", "complete", "stable-for", "max-bad-lines", "mapping"));
        DeclaredMapping mapping = DeclaredMapping.parse(document.section("mapping"), ID_OF_FILE);
        Path folder =
                file.resolveSibling(document.text("folder")).toAbsolutePath().normalize();
        return new FeedDefinition.Folder(
                name, folder, pattern(file, document), completion(file, document), badLines(file, document), mapping);
    }

    private static FeedDefinition topic(Path file, String name, YamlSection document)
            throws IOException, InvalidMappingException {
        DeclaredMapping mapping = DeclaredMapping.parse(document.section("mapping"), ID_OF_RECORD);
        if (!(mapping.format() instanceof FileFormat.Text)) {
            throw new InvalidFeedException(file, "mapping.format: expected jsonl, or csv: a record is no Parquet file");
        }
        if (mapping.readsLines()) {
            throw new InvalidFeedException(
                    file, "mapping: reads ${line}, which a record has not, expected ${kafka.offset} or a column");
        }
        return new FeedDefinition.Topic(name, document.text("topic"), mapping);
    }

    private static String pattern(Path file, YamlSection document) throws IOException, InvalidMappingException {
        String pattern = document.optionalText("pattern").orElse("*");
        try {
            file.getFileSystem().getPathMatcher("glob:" + pattern);
            return pattern;
        } catch (IllegalArgumentException e) {
            throw new InvalidFeedException(file, "pattern: " + pattern + ", expected a glob such as *.csv.gz");
        }
    }

    private static FeedDefinition.Completion completion(Path file, YamlSection document)
            throws IOException, InvalidMappingException {
        String complete = document.optionalText("complete").orElse("stable");
        String quiet = document.optionalText("stable-for").orElse(DEFAULT_QUIET);
        if (complete.equals("marker")) {
            return new FeedDefinition.Completion.Marker();
        }
        try {
            if (complete.equals("stable") && !Duration.parse(quiet).isNegative()) {
                return new FeedDefinition.Completion.Stable(Duration.parse(quiet));
            }
        } catch (DateTimeParseException e) {
            throw new InvalidFeedException(file, "stable-for: " + quiet + ", expected a duration such as PT10S");
        }
        throw new InvalidFeedException(file, "complete: " + complete + ", expected stable or marker");
    }

    private static long badLines(Path file, YamlSection document) throws IOException, InvalidMappingException {
        String text = document.optionalText("max-bad-lines").orElse("0");
        if (!text.matches("\\d{1,18}")) {
            throw new InvalidFeedException(file, "max-bad-lines: " + text + ", expected a whole number from 0");
        }
        return Long.parseLong(text);
    }
}
