package io.tidemill.schemas.expectations;

import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.featureviews.DefinitionProblem;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import io.tidemill.schemas.featureviews.YamlNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** The expectations that a definitions folder declares, one table in each file {@code quality/*.yaml}. Immutable. */
public final class QualityDefinitions {
    /** The version of a table that has no expectations. */
    public static final String NO_VERSION = "none";

    private static final String FOLDER = "quality";
    private static final Set<String> KEYS = Set.of("table", "description", "expectations");
    private static final int VERSION_LENGTH = 12;

    private final Map<String, TableExpectations> tables;

    private QualityDefinitions(Map<String, TableExpectations> tables) {
        this.tables = Map.copyOf(tables);
    }

    /**
     * Reads them all.
     *
     * @param folder the definitions folder
     * @param schemas the types whose tables something may be expected of
     * @throws InvalidDefinitionsException if anything is wrong; it names all of it
     * @throws IOException if a file cannot be read
     */
    public static QualityDefinitions read(Path folder, EventSchemas schemas) throws IOException {
        List<DefinitionProblem> problems = new ArrayList<>();
        Map<String, TableExpectations> tables = new LinkedHashMap<>();
        for (Path file : files(folder.resolve(FOLDER))) {
            String name = folder.relativize(file).toString();
            Optional<TableExpectations> read = read(name, Files.readString(file), schemas, problems);
            if (read.isPresent() && tables.putIfAbsent(read.get().table(), read.get()) != null) {
                problems.add(new DefinitionProblem(
                        name, 1, "table", "table '" + read.get().table() + "' has expectations in another file"));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionsException(problems);
        }
        return new QualityDefinitions(tables);
    }

    /**
     * The expectations in one text.
     *
     * @param name what problems call it
     * @param schemas the types whose tables something may be expected of
     * @throws InvalidDefinitionsException if anything is wrong; it names all of it
     */
    public static TableExpectations parse(String name, String text, EventSchemas schemas) {
        List<DefinitionProblem> problems = new ArrayList<>();
        Optional<TableExpectations> read = read(name, text, schemas, problems);
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionsException(problems);
        }
        return read.orElseThrow();
    }

    /** What is expected of a table. */
    public Optional<TableExpectations> of(String table) {
        return Optional.ofNullable(tables.get(table));
    }

    /** Every table with expectations. */
    public Collection<TableExpectations> tables() {
        return tables.values();
    }

    private static Optional<TableExpectations> read(
            String name, String text, EventSchemas schemas, List<DefinitionProblem> problems) {
        return YamlNode.read(name, text, problems).flatMap(document -> {
            Map<String, YamlNode> keys = document.keys(KEYS);
            String description = Optional.ofNullable(keys.get("description"))
                    .flatMap(YamlNode::text)
                    .orElse("");
            Optional<Schema> schema = document.required(keys, "table", node -> schema(node, schemas));
            Optional<YamlNode> list = document.required(keys, "expectations", Optional::of);
            Optional<String> table = Optional.ofNullable(keys.get("table")).flatMap(YamlNode::text);
            return schema.isEmpty() || list.isEmpty() || table.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new TableExpectations(
                            table.get(),
                            version(text),
                            description,
                            new ExpectationReader(TableColumnTypes.of(schema.get())).read(list.get())));
        });
    }

    private static Optional<Schema> schema(YamlNode node, EventSchemas schemas) {
        return node.text().flatMap(table -> {
            List<ReleasedSchema> types = LakeTables.types(schemas);
            Optional<Schema> schema = types.stream()
                    .filter(type -> LakeTables.ofEvents(type.type()).equals(table))
                    .findFirst()
                    .map(ReleasedSchema::schema);
            if (schema.isEmpty()) {
                node.problem("table '" + table + "', expected one of "
                        + types.stream()
                                .map(type -> LakeTables.ofEvents(type.type()))
                                .sorted()
                                .collect(Collectors.joining(", ")));
            }
            return schema;
        });
    }

    private static String version(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, VERSION_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
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
