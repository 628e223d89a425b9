package io.tidemill.featurejobs.featurelogic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one entity's events as they were seen, in tiles and lists. Events may be added in any order, each once. It
 * stands at an instant: the latest of its events and of the decays it was advanced over.
 */
final class TiledState {
    private static final int VERSION = 2;
    private static final int EMPTY = 0;

    private final ViewAggregation aggregation;
    private final List<NewestEvents> newest;
    private final List<TileSeries> series;
    private long asOf;

    TiledState(ViewAggregation aggregation) {
        this(
                aggregation,
                Long.MIN_VALUE,
                aggregation.newest().stream().map(NewestEvents::new).toList(),
                aggregation.layouts().stream().map(TileSeries::new).toList());
    }

    private TiledState(ViewAggregation aggregation, long asOf, List<NewestEvents> newest, List<TileSeries> series) {
        this.aggregation = aggregation;
        this.asOf = asOf;
        this.newest = newest;
        this.series = series;
    }

    /** Whether no event was added yet. */
    boolean isEmpty() {
        return asOf == Long.MIN_VALUE;
    }

    /** The instant it stands at, in epoch milliseconds; {@link Long#MIN_VALUE} while it is empty. */
    long asOf() {
        return asOf;
    }

    /** Adds an event. The caller sees to it that no event comes twice. */
    void add(Observation observation) {
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
    boolean advance(long until) {
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
    OptionalLong nextDecay() {
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
    List<@Nullable Object> values() {
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
    List<@Nullable Object> values(long instant) {
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

    void write(StateWriter out) {
        if (isEmpty()) {
            out.octet(EMPTY);
            return;
        }
        out.octet(VERSION);
        out.signed(asOf);
        newest.forEach(events -> events.write(out));
        series.forEach(tiles -> tiles.write(out));
    }

    static TiledState read(ViewAggregation aggregation, StateReader in) {
        int version = in.octet();
        if (version != EMPTY && version != VERSION) {
            throw new IllegalArgumentException("a state of version " + version + ", expected " + VERSION);
        }
        if (version == EMPTY) {
            return new TiledState(aggregation);
        }
        long asOf = in.signed();
        List<NewestEvents> newest = new ArrayList<>();
        for (NewestEvents.Spec spec : aggregation.newest()) {
            newest.add(NewestEvents.read(in, spec));
        }
        List<TileSeries> series = new ArrayList<>();
        for (TileLayout layout : aggregation.layouts()) {
            series.add(TileSeries.read(in, layout));
        }
        return new TiledState(aggregation, asOf, List.copyOf(newest), List.copyOf(series));
    }

    /** The same, on its own from here on. */
    TiledState copy() {
        StateWriter out = new StateWriter();
        write(out);
        return read(aggregation, new StateReader(out.toBytes()));
    }

    /** What the name of a state's layout begins with. */
    static String version() {
        return "v" + VERSION;
    }
}
