package io.tidemill.featurejobs.featurelogic;

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
    private static final int VERSION = 2;
    private static final int EMPTY = 0;

    private final ViewAggregation aggregation;
    private final List<NewestEvents> newest;
    private final List<TileSeries> series;
    private long asOf;

    ViewState(ViewAggregation aggregation) {
        this(
                aggregation,
                Long.MIN_VALUE,
                aggregation.newest().stream().map(NewestEvents::new).toList(),
                aggregation.layouts().stream().map(TileSeries::new).toList());
    }

    private ViewState(ViewAggregation aggregation, long asOf, List<NewestEvents> newest, List<TileSeries> series) {
        this.aggregation = aggregation;
        this.asOf = asOf;
        this.newest = newest;
        this.series = series;
    }

    /** Whether no event was added yet. */
    public boolean isEmpty() {
        return asOf == Long.MIN_VALUE;
    }

    /** The instant it stands at, in epoch milliseconds; {@link Long#MIN_VALUE} while it is empty. */
    public long asOf() {
        return asOf;
    }

    /** Adds an event. The caller sees to it that no event comes twice. */
    public void add(Observation observation) {
        asOf = Math.max(asOf, observation.time());
        long passed = aggregation.passed(observation);
        newest.forEach(events -> events.add(observation, passed));
        for (TileSeries tiles : series) {
            tiles.add(observation, passed, asOf);
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
        if (isEmpty() || until <= asOf) {
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
        if (isEmpty()) {
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
     * DOUBLE, {@link String} for STRING, {@link Long} epoch seconds for UNIX_TIMESTAMP, and a {@link List} of them for a
     * type of lists.
     *
     * @param instant epoch milliseconds, not before {@link #asOf()}
     * @throws IllegalArgumentException if the instant is before {@link #asOf()}
     */
    public List<@Nullable Object> values(long instant) {
        if (instant < asOf) {
            throw new IllegalArgumentException(
                    "values as of " + instant + ": the state stands at " + asOf + " already");
        }
        StateReading reading = new StateReading(aggregation, newest, series, instant);
        List<@Nullable Object> values = new ArrayList<>();
        for (int feature = 0; feature < aggregation.view().features().size(); feature++) {
            values.add(reading.value(feature));
        }
        return Collections.unmodifiableList(values);
    }

    /** The bytes of this state, for {@link ViewAggregation#read}; their form is described in docs/features.md. */
    public byte[] toBytes() {
        StateWriter out = new StateWriter();
        if (isEmpty()) {
            out.octet(EMPTY);
            return out.toBytes();
        }
        out.octet(VERSION);
        out.signed(asOf);
        newest.forEach(events -> events.write(out));
        series.forEach(tiles -> tiles.write(out));
        return out.toBytes();
    }

    static ViewState read(ViewAggregation aggregation, byte[] bytes) {
        StateReader in = new StateReader(bytes);
        int version = in.octet();
        if (version != EMPTY && version != VERSION) {
            throw new IllegalArgumentException("a state of version " + version + ", expected " + VERSION);
        }
        ViewState state = version == EMPTY ? new ViewState(aggregation) : read(aggregation, in);
        if (in.hasMore()) {
            throw new IllegalArgumentException("bytes after the end of a state of view "
                    + aggregation.view().name());
        }
        return state;
    }

    private static ViewState read(ViewAggregation aggregation, StateReader in) {
        long asOf = in.signed();
        List<NewestEvents> newest = new ArrayList<>();
        for (NewestEvents.Spec spec : aggregation.newest()) {
            newest.add(NewestEvents.read(in, spec));
        }
        List<TileSeries> series = new ArrayList<>();
        for (TileLayout layout : aggregation.layouts()) {
            series.add(TileSeries.read(in, layout));
        }
        return new ViewState(aggregation, asOf, List.copyOf(newest), List.copyOf(series));
    }

    /** What the name of a state's layout begins with. */
    static String version() {
        return "v" + VERSION;
    }
}
