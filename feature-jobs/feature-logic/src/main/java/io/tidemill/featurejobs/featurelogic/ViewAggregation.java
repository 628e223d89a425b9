package io.tidemill.featurejobs.featurelogic;

import io.tidemill.schemas.featureviews.AggregationFunction;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The features of one view, ready to be computed. The streaming job and the training sets run this same code; what it
 * computes stands, to the instant, in docs/features.md. Immutable and safe to share between threads.
 */
public final class ViewAggregation {
    private final StreamFeatureView view;
    private final List<String> columns;
    private final List<TileLayout> layouts;
    private final boolean keepsNewestValues;

    private ViewAggregation(StreamFeatureView view) {
        this.view = view;
        columns = view.features().stream()
                .flatMap(feature -> feature.column().stream())
                .distinct()
                .sorted()
                .toList();
        layouts = layouts(view, columns);
        keepsNewestValues =
                view.features().stream().anyMatch(feature -> feature.function() == AggregationFunction.LAST);
    }

    /** Compiles a view. */
    public static ViewAggregation of(StreamFeatureView view) {
        return new ViewAggregation(view);
    }

    /** The view it computes. */
    public StreamFeatureView view() {
        return view;
    }

    /** The fields of the event that are read, in alphabetical order. */
    public List<String> columns() {
        return columns;
    }

    /**
     * What the view sees of an event.
     *
     * @param time the event's time, in epoch milliseconds
     * @param field gives the event's value of a field, as Avro or as Iceberg has it
     */
    public Observation observe(long time, String source, String id, Function<String, @Nullable Object> field) {
        @Nullable Object[] values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ColumnValues.of(field.apply(columns.get(i)));
        }
        return new Observation(time, source, id, Collections.unmodifiableList(Arrays.asList(values)));
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
        return StateFormat.read(this, bytes);
    }

    /**
     * What a state's bytes depend on: states of two views with equal layouts can be read as each other. Changing an owner
     * or a name changes nothing here; a new column or window does.
     */
    public String layout() {
        return "v" + StateFormat.VERSION + " " + columns + " " + keepsNewestValues + " " + layouts;
    }

    List<TileLayout> layouts() {
        return layouts;
    }

    boolean keepsNewestValues() {
        return keepsNewestValues;
    }

    /** The position, in {@link #layouts()}, of the tiles a feature is computed from. */
    int layoutOf(Feature feature) {
        long size = sizeOf(feature);
        for (int i = 0; i < layouts.size(); i++) {
            if (layouts.get(i).size() == size) {
                return i;
            }
        }
        throw new IllegalArgumentException("feature " + feature.name() + " is not of view " + view.name());
    }

    private static List<TileLayout> layouts(StreamFeatureView view, List<String> columns) {
        Map<Long, List<Feature>> bySize = new TreeMap<>();
        for (Feature feature : view.features()) {
            bySize.computeIfAbsent(sizeOf(feature), size -> new ArrayList<>()).add(feature);
        }
        return bySize.entrySet().stream()
                .map(entry -> layout(entry.getKey(), entry.getValue(), columns))
                .toList();
    }

    private static TileLayout layout(long size, List<Feature> features, List<String> columns) {
        TreeSet<Long> windows = new TreeSet<>();
        TreeSet<Integer> numbers = new TreeSet<>();
        boolean distinctDays = false;
        for (Feature feature : features) {
            feature.window().map(Duration::toMillis).ifPresent(windows::add);
            if (feature.function() != AggregationFunction.LAST) {
                feature.column().map(columns::indexOf).ifPresent(numbers::add);
            }
            distinctDays |= feature.function() == AggregationFunction.DISTINCT_DAYS;
        }
        return new TileLayout(
                size, List.copyOf(windows), List.copyOf(numbers), distinctDays && size == TileLayout.ALL_TIME);
    }

    private static long sizeOf(Feature feature) {
        return feature.window().map(window -> Tiling.sizeOf(window.toMillis())).orElse(TileLayout.ALL_TIME);
    }
}
