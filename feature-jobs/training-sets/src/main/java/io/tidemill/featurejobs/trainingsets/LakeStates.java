package io.tidemill.featurejobs.trainingsets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.featurejobs.trainingsets.TrainingSetRequest.Known;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/**
 * The states of views from the lake: for each entity what the streaming job has, or had, once it had seen what the lake has.
 * All views are read at the snapshots that the tables were at when this was made. Not safe to share between threads.
 */
public final class LakeStates {
    /** Times that Iceberg can compare with. */
    private static final long EVER = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Catalog catalog;
    private final Map<String, Snapshot> snapshots = new HashMap<>();

    /** What is told of each entity. */
    @FunctionalInterface
    public interface Visitor {
        /** @param id of the entity, or entities: a {@link io.tidemill.schemas.featureviews.CompositeId} */
        void visit(String id, ViewState state);
    }

    /**
     * The states of views as of now.
     *
     * @param views all that are asked for later
     */
    public LakeStates(Catalog catalog, Collection<StreamFeatureView> views) {
        this.catalog = Objects.requireNonNull(catalog, "catalog");
        for (StreamFeatureView view : views) {
            for (String type : view.eventTypes()) {
                snapshot(type).ifPresent(snapshot -> snapshots.put(LakeTables.ofEvents(type), snapshot));
            }
        }
    }

    /**
     * The states of views as of one snapshot of the table of each event type.
     *
     * @param snapshots by event type; of a type that is not named nothing has come
     * @throws IllegalArgumentException if a table does not have its snapshot
     */
    public static LakeStates at(Catalog catalog, Map<String, Long> snapshots) {
        LakeStates states = new LakeStates(catalog, List.of());
        snapshots.forEach((eventType, snapshotId) -> {
            String name = LakeTables.ofEvents(eventType);
            Snapshot snapshot = table(catalog, name)
                    .map(table -> table.snapshot(snapshotId))
                    .orElseThrow(() -> new IllegalArgumentException(
                            "table " + name + " has no snapshot " + snapshotId + " any more"));
            states.snapshots.put(name, snapshot);
        });
        return states;
    }

    /**
     * A snapshot, and which records it has.
     *
     * @param next by partition of the type's topic the offset of the first record that it does not have
     */
    public record Place(long snapshotId, Map<Integer, Long> next) {
        public Place {
            next = Map.copyOf(next);
        }
    }

    /** Where the table of an event type stands; empty if there is none, or none that tells. */
    public static Optional<Place> place(Catalog catalog, String eventType) {
        Optional<Table> found = table(catalog, LakeTables.ofEvents(eventType));
        return found.flatMap(
                table -> Optional.ofNullable(table.currentSnapshot()).flatMap(newest -> offsets(table, newest)
                        .map(offsets -> new Place(newest.snapshotId(), next(offsets, Topics.ofEvents(eventType))))));
    }

    /** What the nearest ancestor that tells says. */
    private static Optional<String> offsets(Table table, Snapshot newest) {
        Snapshot snapshot = newest;
        while (snapshot != null) {
            String offsets = snapshot.summary().get(LakeTables.OFFSETS_PROPERTY);
            if (offsets != null) {
                return Optional.of(offsets);
            }
            Long parent = snapshot.parentId();
            snapshot = parent == null ? null : table.snapshot(parent);
        }
        return Optional.empty();
    }

    private static Map<Integer, Long> next(String offsets, Topic topic) {
        Map<Integer, Long> next = new HashMap<>();
        try {
            JSON.readTree(offsets).properties().forEach(place -> {
                int dash = place.getKey().lastIndexOf('-');
                if (place.getKey().substring(0, dash).equals(topic.name())) {
                    next.put(
                            Integer.parseInt(place.getKey().substring(dash + 1)),
                            place.getValue().asLong());
                }
            });
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("offsets '" + offsets + "' of a snapshot: expected JSON", e);
        }
        return next;
    }

    /** How many events there are of the types that a view reads. */
    public long events(StreamFeatureView view) {
        return view.eventTypes().stream()
                .map(type -> snapshots.get(LakeTables.ofEvents(type)))
                .filter(Objects::nonNull)
                .mapToLong(snapshot ->
                        Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0")))
                .sum();
    }

    /**
     * Goes through the entities of a view, each standing at the last of its events and of the decays up to an instant. Of one
     * that is known by its attributes alone the state is empty.
     *
     * @param until epoch milliseconds; empty for no decay
     * @param part which part of the entities, from 0
     * @param parts how many parts there are; the events of one have to fit in memory
     */
    public void visit(StreamFeatureView view, OptionalLong until, int part, int parts, Visitor visitor) {
        ViewAggregation aggregation = ViewAggregation.of(view);
        Predicate<String> ofPart = id -> Math.floorMod(id.hashCode(), parts) == part;
        ViewEvents events = new ViewEvents(aggregation, type -> read(view, type, ofPart));
        for (String id : events.ids()) {
            ViewState state = aggregation.newState();
            events.of(id).forEach(event -> state.add(event.observation()));
            until.ifPresent(state::advance);
            visitor.visit(id, state);
        }
    }

    private EventHistory read(StreamFeatureView view, String type, Predicate<String> ofPart) {
        ViewKey key = ViewKey.of(view, type);
        Snapshot snapshot = snapshots.get(LakeTables.ofEvents(type));
        List<String> columns = Stream.concat(
                        view.features().stream().flatMap(feature -> view.reads(feature, type).stream()),
                        key.fields().stream())
                .distinct()
                .toList();
        if (snapshot == null) {
            return new EventHistory(columns);
        }
        Map<String, Long> pinned = Map.of(LakeTables.ofEvents(type), snapshot.snapshotId());
        Optional<EventScan> scan = new LakeReader(catalog, pinned, Known.HAPPENED)
                .scan(type, columns, Optional.empty(), Long.MIN_VALUE, EVER);
        EventHistory history = EventHistory.of(columns, ofPart);
        LakeReader.read(scan, Map.of(key, history));
        return history;
    }

    /** Up to when all tables of the views are complete, in epoch milliseconds; empty while one of them does not tell. */
    public OptionalLong watermark(Collection<StreamFeatureView> views) {
        long least = Long.MAX_VALUE;
        for (StreamFeatureView view : views) {
            for (String type : view.eventTypes()) {
                Snapshot snapshot = snapshots.get(LakeTables.ofEvents(type));
                String told = snapshot == null ? null : snapshot.summary().get(LakeTables.WATERMARK_PROPERTY);
                if (told == null) {
                    return OptionalLong.empty();
                }
                least = Math.min(least, Long.parseLong(told));
            }
        }
        return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least);
    }

    private Optional<Snapshot> snapshot(String type) {
        return table(catalog, LakeTables.ofEvents(type)).map(Table::currentSnapshot);
    }

    private static Optional<Table> table(Catalog catalog, String name) {
        try {
            return Optional.of(catalog.loadTable(TableIdentifier.of(Namespace.of(LakeTables.NAMESPACE), name)));
        } catch (NoSuchTableException e) {
            // Nothing of the type has come yet.
            return Optional.empty();
        }
    }
}
