package io.tidemill.featurejobs.featurelogic;

import io.tidemill.featurejobs.featurelogic.TileSeries.WindowSummary;
import io.tidemill.schemas.featureviews.Feature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one entity's events to compute one view. Events may be added in any order, each once: which order makes
 * no difference but in the last digits of a sum. Not safe to share between threads.
 *
 * <p>A state stands at an instant, {@link #asOf()}: the latest of its events and of the decays it was advanced over. It
 * only moves forward. An event older than every window at that instant adds to the all-time features alone.
 */
public final class ViewState {
    private final ViewAggregation aggregation;
    private final List<TileSeries> series;
    private long asOf = Long.MIN_VALUE;
    private @Nullable Observation newest;

    ViewState(ViewAggregation aggregation) {
        this.aggregation = aggregation;
        series = aggregation.layouts().stream().map(TileSeries::new).toList();
    }

    ViewState(ViewAggregation aggregation, long asOf, Observation newest, List<TileSeries> series) {
        this.aggregation = aggregation;
        this.asOf = asOf;
        this.newest = newest;
        this.series = series;
    }

    /** Whether no event was added yet. */
    public boolean isEmpty() {
        return newest == null;
    }

    /** The instant it stands at, in epoch milliseconds; {@link Long#MIN_VALUE} while it is empty. */
    public long asOf() {
        return asOf;
    }

    /** Adds an event. The caller sees to it that no event comes twice. */
    public void add(Observation observation) {
        asOf = Math.max(asOf, observation.time());
        if (newest == null || observation.compareTo(newest) > 0) {
            newest = observation;
        }
        for (TileSeries tiles : series) {
            tiles.add(observation, asOf);
            tiles.prune(asOf);
        }
    }

    /**
     * Moves on to the last decay up to an instant: the last at which events left a window.
     *
     * @param until epoch milliseconds
     * @return whether there was one after {@link #asOf()}
     */
    public boolean advance(long until) {
        if (newest == null || until <= asOf) {
            return false;
        }
        long decay = Long.MIN_VALUE;
        for (TileSeries tiles : series) {
            decay = Math.max(decay, tiles.lastDecay(until));
        }
        if (decay <= asOf) {
            return false;
        }
        asOf = decay;
        series.forEach(tiles -> tiles.prune(asOf));
        return true;
    }

    /** The next instant after {@link #asOf()} at which events leave a window, if any will. */
    public OptionalLong nextDecay() {
        if (newest == null) {
            return OptionalLong.empty();
        }
        long next = Long.MAX_VALUE;
        for (TileSeries tiles : series) {
            next = Math.min(next, tiles.nextDecay(asOf));
        }
        return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** The values as of {@link #asOf()}. */
    public List<@Nullable Object> values() {
        return values(asOf);
    }

    /**
     * The values of the view's features, in its order, as of an instant: {@link Long} for INT64, {@link Double} for
     * DOUBLE, {@link String} for STRING, and {@link Long} epoch seconds for UNIX_TIMESTAMP.
     *
     * @param instant epoch milliseconds, not before {@link #asOf()}
     * @throws IllegalArgumentException if the instant is before {@link #asOf()}
     */
    public List<@Nullable Object> values(long instant) {
        if (instant < asOf) {
            throw new IllegalArgumentException(
                    "values as of " + instant + ": the state stands at " + asOf + " already");
        }
        List<@Nullable Object> values = new ArrayList<>();
        WindowSummary[] summaries =
                new WindowSummary[aggregation.view().features().size()];
        List<Feature> features = aggregation.view().features();
        for (int i = 0; i < features.size(); i++) {
            summaries[i] = summary(features, summaries, i, instant);
            values.add(value(features.get(i), summaries[i], instant));
        }
        return Collections.unmodifiableList(values);
    }

    /** The bytes of this state, for {@link ViewAggregation#read}; their form is described in docs/features.md. */
    public byte[] toBytes() {
        return StateFormat.write(this);
    }

    ViewAggregation aggregation() {
        return aggregation;
    }

    List<TileSeries> series() {
        return series;
    }

    @Nullable
    Observation newest() {
        return newest;
    }

    /** Features of the same window share one pass over its tiles. */
    private WindowSummary summary(List<Feature> features, WindowSummary[] known, int position, long instant) {
        Feature feature = features.get(position);
        for (int i = 0; i < position; i++) {
            if (features.get(i).window().equals(feature.window())) {
                return known[i];
            }
        }
        long window = feature.window().map(Duration::toMillis).orElse(-1L);
        return series.get(aggregation.layoutOf(feature)).summary(window, instant);
    }

    private @Nullable Object value(Feature feature, WindowSummary window, long instant) {
        return switch (feature.function()) {
            case COUNT -> window.sum().count;
            case DISTINCT_DAYS -> (long) window.distinctDays();
            case SUM -> numbers(feature, window).sum;
            case AVG -> {
                NumberSummary numbers = numbers(feature, window);
                yield numbers.count == 0 ? null : numbers.sum / numbers.count;
            }
            case MIN -> numbers(feature, window).count == 0 ? null : numbers(feature, window).min;
            case MAX -> numbers(feature, window).count == 0 ? null : numbers(feature, window).max;
            case LAST -> {
                Observation last = newestIn(feature, instant);
                yield last == null ? null : last.values().get(column(feature));
            }
            case TIME_SINCE_LAST -> {
                Observation last = newestIn(feature, instant);
                yield last == null ? null : Math.floorDiv(last.time(), 1000L);
            }
        };
    }

    private NumberSummary numbers(Feature feature, WindowSummary window) {
        TileLayout layout = aggregation.layouts().get(aggregation.layoutOf(feature));
        return window.sum().numbers[layout.columns().indexOf(column(feature))];
    }

    private int column(Feature feature) {
        return aggregation.columns().indexOf(feature.column().orElseThrow());
    }

    private @Nullable Observation newestIn(Feature feature, long instant) {
        Observation last = newest;
        if (last == null || feature.window().isEmpty()) {
            return last;
        }
        long window = feature.window().get().toMillis();
        return last.time() >= Tiling.start(instant - window, Tiling.sizeOf(window)) ? last : null;
    }
}
