package io.tidemill.ingestion.laketables.layout;

import io.tidemill.ingestion.laketables.TableColumns;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featureviews.DefinitionProblem;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import io.tidemill.schemas.featureviews.YamlNode;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The layouts that a definitions folder declares, one in each file {@code tables/*.yaml}. Immutable. */
public final class TableLayouts implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The name in a file that declares the layout of all tables without one of their own. */
    public static final String ALL_OTHERS = "*";

    private static final String FOLDER = "tables";

    private final HashMap<String, TableLayout> layouts;

    private TableLayouts(Map<String, TableLayout> layouts) {
        this.layouts = new HashMap<>(layouts);
    }

    /** No table has a layout of its own. */
    public static TableLayouts none() {
        return new TableLayouts(Map.of());
    }

    /**
     * Reads them all.
     *
     * @param definitions the definitions folder; without a folder {@code tables} in it there are none
     * @throws InvalidDefinitionsException if anything is wrong; it names all of it
     * @throws IOException if a file cannot be read
     */
    public static TableLayouts read(Path definitions) throws IOException {
        List<DefinitionProblem> problems = new ArrayList<>();
        List<LayoutReader> readers = new ArrayList<>();
        for (Path file : files(definitions.resolve(FOLDER))) {
            YamlNode.read(definitions.relativize(file).toString(), Files.readString(file), problems)
                    .flatMap(LayoutReader::open)
                    .ifPresent(readers::add);
        }
        // What all others have is what each begins with.
        readers.sort((first, second) ->
                Boolean.compare(second.table().equals(ALL_OTHERS), first.table().equals(ALL_OTHERS)));
        Map<String, TableLayout> layouts = new HashMap<>();
        ReleasedSchemas schemas = ReleasedSchemas.load();
        for (LayoutReader reader : readers) {
            TableLayout base = Objects.requireNonNull(layouts.getOrDefault(ALL_OTHERS, TableLayout.DEFAULT));
            if (layouts.containsKey(reader.table())) {
                reader.problem("table '" + reader.table() + "' has a layout in another file already");
            } else {
                layouts.put(reader.table(), reader.read(base, columns(reader.table(), schemas)));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionsException(problems);
        }
        return new TableLayouts(layouts);
    }

    /** The layout of a table, by its name within the namespace. */
    public TableLayout of(String table) {
        TableLayout otherwise = layouts.getOrDefault(ALL_OTHERS, TableLayout.DEFAULT);
        return Objects.requireNonNull(layouts.getOrDefault(table, otherwise));
    }

    /** The columns of a table whose event type was known when this was built; of others nothing is known here. */
    private static Optional<Set<String>> columns(String table, ReleasedSchemas schemas) {
        return LakeTables.eventTypes().stream()
                .filter(type -> LakeTables.ofEvents(type).equals(table))
                .findFirst()
                .flatMap(schemas::latest)
                .map(released -> TableColumns.of(released.schema()).columns().stream()
                        .map(column -> column.name())
                        .collect(Collectors.toUnmodifiableSet()));
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
