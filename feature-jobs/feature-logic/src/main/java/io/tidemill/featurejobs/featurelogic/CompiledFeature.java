package io.tidemill.featurejobs.featurelogic;

import io.tidemill.schemas.featureviews.AggregationFunction;
import io.tidemill.schemas.featureviews.Computation.Aggregate;
import java.util.OptionalInt;

/** Where in a state a feature is read off. */
sealed interface CompiledFeature {
    /**
     * One summary of the tiles of a stretch.
     *
     * @param place the position among the view's places
     */
    record FromTiles(Aggregate aggregate, int place) implements CompiledFeature {}

    /**
     * The newest events, as far as they are in the window.
     *
     * @param newest the position among the view's lists of newest events
     * @param value the position among the values that these have
     * @param layout the tiles that the window is made of; negative for all time
     */
    record FromNewest(Aggregate aggregate, int newest, int value, int layout, Stretch stretch)
            implements CompiledFeature {
        boolean isList() {
            return aggregate.function() == AggregationFunction.LAST_N;
        }
    }

    /**
     * Other features of the view, by position.
     *
     * @param below the same as {@code above} if that is compared with the window before
     * @param before the place of the window before; empty if one feature is divided by another
     */
    record FromOthers(int above, int below, OptionalInt before) implements CompiledFeature {}

    /** A summary of the tiles of a layout, and which of them. */
    record Place(int layout, int summary, Stretch stretch) {}
}
