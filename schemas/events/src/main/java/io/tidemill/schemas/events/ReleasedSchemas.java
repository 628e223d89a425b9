package io.tidemill.schemas.events;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * Every schema that was ever released, found by id or by event type. Immutable and safe to share between threads.
 *
 * <p>The list stands in {@code schemas/released/released.csv}; a line is added for each new version and none is ever
 * changed or removed, for events written with it may still be on a topic.
 */
public final class ReleasedSchemas implements EventSchemas {
    private static final String FOLDER = "/schemas/released/";

    private final Map<Integer, ReleasedSchema> byId;
    private final Map<String, ReleasedSchema> latestByType;

    private ReleasedSchemas(Collection<ReleasedSchema> schemas) {
        Map<Integer, ReleasedSchema> ids = new HashMap<>();
        Map<String, ReleasedSchema> latest = new TreeMap<>();
        for (ReleasedSchema released : schemas) {
            if (ids.put(released.id(), released) != null) {
                throw new IllegalStateException("schema id " + released.id() + " stands twice in released.csv");
            }
            latest.merge(released.type(), released, (a, b) -> a.version() > b.version() ? a : b);
        }
        byId = Map.copyOf(ids);
        latestByType = Collections.unmodifiableMap(latest);
    }

    /**
     * Reads the released schemas from the class path.
     *
     * @throws UncheckedIOException if the list or a schema it names is missing
     */
    public static ReleasedSchemas load() {
        List<ReleasedSchema> schemas = new ArrayList<>();
        for (String line : lines("released.csv").stream().skip(1).toList()) {
            String[] cells = line.split(",", -1);
            String json = String.join("\n", lines(cells[3]));
            schemas.add(new ReleasedSchema(
                    Integer.parseInt(cells[0]), cells[1], Integer.parseInt(cells[2]), new Schema.Parser().parse(json)));
        }
        return new ReleasedSchemas(schemas);
    }

    /** The schema with this id in Confluent's wire format. */
    public Optional<ReleasedSchema> byId(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public List<ReleasedSchema> withId(int id, String type) {
        return byId(id).map(List::of).orElse(List.of());
    }

    @Override
    public Optional<ReleasedSchema> latest(String type) {
        return Optional.ofNullable(latestByType.get(type));
    }

    @Override
    public Collection<ReleasedSchema> latest() {
        return latestByType.values();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Equal schemas of other types are not meant.
    public Optional<ReleasedSchema> having(String type, Schema schema) {
        return byId.values().stream()
                .filter(released ->
                        released.schema() == schema && released.type().equals(type))
                .findFirst();
    }

    @Override
    public boolean complete() {
        return true;
    }

    /** Every version of every type. */
    public Collection<ReleasedSchema> all() {
        return byId.values();
    }

    private static List<String> lines(String file) {
        try (InputStream in = ReleasedSchemas.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IOException("no resource " + FOLDER + file);
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
