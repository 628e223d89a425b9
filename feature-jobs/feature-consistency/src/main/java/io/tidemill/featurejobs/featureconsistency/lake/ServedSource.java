package io.tidemill.featurejobs.featureconsistency.lake;

import io.tidemill.featurejobs.featureconsistency.comparison.ServedRow;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.List;
import java.util.Map;

/** Where it stands what was served on a day. */
public interface ServedSource {
    /** How many rows each view has. */
    Map<String, Long> counts();

    /**
     * The rows of a view of one part of the entities, in any order; those that are not about its entities are left out.
     *
     * @param joinKeys of the view's entities, in its order
     * @param part which part, from 0
     * @param parts how many parts there are
     */
    List<ServedRow> of(StreamFeatureView view, List<String> joinKeys, int part, int parts);
}
