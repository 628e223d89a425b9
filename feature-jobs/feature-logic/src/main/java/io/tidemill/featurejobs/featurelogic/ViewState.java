package io.tidemill.featurejobs.featurelogic;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one entity's events to compute one view. Events may be added in any order, each once: which order makes
 * no difference but in the last digits of a sum, as long as no attribute comes later than the view's lateness allows. Not
 * safe to share between threads.
 *
 * <p>A state stands at an instant, {@link #asOf()}: the latest of its events and of the decays it was advanced over. It
 * only moves forward. An event older than every window at that instant adds to the all-time features alone.
 */
public final class ViewState {
    private final ViewAggregation aggregation;
    private final TiledState settled;
    /** What can still come to be seen otherwise; nothing if the view has no attributes. */
    private final @Nullable Unsettled unsettled;

    ViewState(ViewAggregation aggregation) {
        this(
                aggregation,
                new TiledState(aggregation),
                aggregation.attributes().isEmpty() ? null : new Unsettled(aggregation));
    }

    private ViewState(ViewAggregation aggregation, TiledState settled, @Nullable Unsettled unsettled) {
        this.aggregation = aggregation;
        this.settled = settled;
        this.unsettled = unsettled;
    }

    /** Whether no event was added yet that features are computed from; there are no values to hand out then. */
    public boolean isEmpty() {
        return asOf() == Long.MIN_VALUE;
    }

    /** The instant it stands at, in epoch milliseconds; {@link Long#MIN_VALUE} while it is empty. */
    public long asOf() {
        return unsettled == null ? settled.asOf() : unsettled.asOf(settled);
    }

    /** Adds an event, of the view's sources or one that tells attributes. The caller sees to it that none comes twice. */
    public void add(Observation observation) {
        if (unsettled == null) {
            settled.add(observation);
        } else {
            unsettled.add(observation);
        }
    }

    /**
     * Moves on to the last decay up to an instant: the last at which events left a window. What the view's lateness has
     * passed by then is settled: no attribute changes any more how these events were seen.
     *
     * @param until epoch milliseconds
     * @return whether there was one after {@link #asOf()}
     */
    public boolean advance(long until) {
        return unsettled == null ? settled.advance(until) : unsettled.advance(settled, until);
    }

    /** The next instant after {@link #asOf()} at which events leave a window, if any will. */
    public OptionalLong nextDecay() {
        return state().nextDecay();
    }

    /** The values as of {@link #asOf()}. */
    public List<@Nullable Object> values() {
        return values(asOf());
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
        if (instant < asOf()) {
            throw new IllegalArgumentException(
                    "values as of " + instant + ": the state stands at " + asOf() + " already");
        }
        return state().values(instant);
    }

    /** The bytes of this state, for {@link ViewAggregation#read}; their form is described in docs/features.md. */
    public byte[] toBytes() {
        StateWriter out = new StateWriter();
        if (unsettled != null) {
            unsettled.write(out);
        }
        settled.write(out);
        return out.toBytes();
    }

    static ViewState read(ViewAggregation aggregation, byte[] bytes) {
        StateReader in = new StateReader(bytes);
        Unsettled unsettled = aggregation.attributes().isEmpty() ? null : Unsettled.read(aggregation, in);
        ViewState state = new ViewState(aggregation, TiledState.read(aggregation, in), unsettled);
        if (in.hasMore()) {
            throw new IllegalArgumentException("bytes after the end of a state of view "
                    + aggregation.view().name());
        }
        return state;
    }

    private TiledState state() {
        return unsettled == null ? settled : unsettled.state(settled);
    }
}
