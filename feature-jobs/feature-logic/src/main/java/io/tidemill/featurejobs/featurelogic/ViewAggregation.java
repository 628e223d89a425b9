package io.tidemill.featurejobs.featurelogic;

import io.tidemill.schemas.featureviews.Attribute;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The features of one view, ready to be computed. The streaming job and the training sets run this same code; what it
 * computes stands, to the instant, in docs/features.md. Immutable and safe to share between threads.
 */
public final class ViewAggregation {
    private final StreamFeatureView view;
    private final ViewCompiler.Compiled compiled;
    private final List<String> eventTypes;
    private final List<AttributePlace> attributes;
    /** By type of events the field of each column; null for a column that the type does not have. */
    private final Map<String, @Nullable String[]> fields = new HashMap<>();

    private ViewAggregation(StreamFeatureView view) {
        this.view = view;
        compiled = ViewCompiler.compile(view);
        eventTypes = view.eventTypes();
        attributes = places(view, eventTypes, compiled.columns());
        for (String type : view.eventTypes()) {
            List<Attribute> told = view.attributesOf(type);
            if (!told.isEmpty()) {
                fields.put(type, told.stream().map(Attribute::column).toArray(String[]::new));
                continue;
            }
            List<String> had = view.columns(type);
            fields.put(
                    type,
                    columns().stream()
                            .map(column -> had.contains(column) ? view.field(type, column) : null)
                            .toArray(String[]::new));
        }
    }

    /** Compiles a view. */
    public static ViewAggregation of(StreamFeatureView view) {
        return new ViewAggregation(view);
    }

    /** The view it computes. */
    public StreamFeatureView view() {
        return view;
    }

    /** The columns of events that are read, in alphabetical order: fields, as the view's source calls them, and attributes. */
    public List<String> columns() {
        return compiled.columns();
    }

    /**
     * How long before an instant the earliest event can have been that its values depend on, in milliseconds; empty if it
     * can have been at any time. An attribute can have been told at any time.
     */
    public OptionalLong reach() {
        boolean anyTime = compiled.layouts().stream().anyMatch(TileLayout::allTime)
                || compiled.features().stream()
                        .anyMatch(
                                feature -> feature instanceof CompiledFeature.FromNewest newest && newest.layout() < 0);
        return anyTime
                ? OptionalLong.empty()
                : OptionalLong.of(compiled.layouts().stream()
                        .mapToLong(layout -> layout.size() + layout.longestReach())
                        .max()
                        .orElse(0));
    }

    /** What the view sees of an event of its source. */
    public Observation observe(long time, String source, String id, Function<String, @Nullable Object> field) {
        return observe(view.source(), time, source, id, field);
    }

    /**
     * What the view sees of an event.
     *
     * @param type the event's type, one of {@link StreamFeatureView#eventTypes()}
     * @param time the event's time, in epoch milliseconds
     * @param field gives the event's value of a field, as Avro or as Iceberg has it
     * @throws IllegalArgumentException if the view reads no events of the type
     */
    public Observation observe(
            String type, long time, String source, String id, Function<String, @Nullable Object> field) {
        @Nullable String[] named = fields.get(type);
        if (named == null) {
            throw new IllegalArgumentException("view " + view.name() + " reads no events of type " + type);
        }
        @Nullable Object[] values = new Object[named.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = named[i] == null ? null : ColumnValues.of(field.apply(named[i]));
        }
        return new Observation(
                time, source, id, Collections.unmodifiableList(Arrays.asList(values)), eventTypes.indexOf(type));
    }

    /** The state of an entity that no event was seen of. */
    public ViewState newState() {
        return new ViewState(this);
    }

    /**
     * Reads a state back.
     *
     * @param bytes what {@link ViewState#toBytes()} gave, under a view of the same {@link #layout()}
     * @throws IllegalArgumentException if the bytes are no such state
     */
    public ViewState read(byte[] bytes) {
        return ViewState.read(this, bytes);
    }

    /**
     * What a state's bytes depend on: states of two views with equal layouts can be read as each other. Changing an owner
     * or a name changes nothing here; a new column, condition or window does.
     */
    public String layout() {
        return TiledState.version() + " " + columns() + " " + compiled.filters() + " " + newest() + " " + layouts()
                + (attributes.isEmpty() ? "" : " " + attributes + " " + eventTypes);
    }

    private static List<AttributePlace> places(StreamFeatureView view, List<String> eventTypes, List<String> columns) {
        List<AttributePlace> places = new ArrayList<>();
        for (String type : eventTypes) {
            List<Attribute> told = view.attributesOf(type);
            for (int i = 0; i < told.size(); i++) {
                places.add(new AttributePlace(
                        eventTypes.indexOf(type), i, columns.indexOf(told.get(i).name())));
            }
        }
        return List.copyOf(places);
    }

    List<AttributePlace> attributes() {
        return attributes;
    }

    /** How many attributes events of a type tell. */
    int attributesOf(int kind) {
        return (int) attributes.stream().filter(place -> place.kind() == kind).count();
    }

    /** A bit for each filter that an event passes. */
    long passed(Observation observation) {
        long passed = 0;
        List<Filter> filters = compiled.filters();
        for (int i = 0; i < filters.size(); i++) {
            if (filters.get(i).passes(observation)) {
                passed |= 1L << i;
            }
        }
        return passed;
    }

    List<TileLayout> layouts() {
        return compiled.layouts();
    }

    List<NewestEvents.Spec> newest() {
        return compiled.newest();
    }

    List<CompiledFeature.Place> places() {
        return compiled.places();
    }

    List<CompiledFeature> compiled() {
        return compiled.features();
    }
}
