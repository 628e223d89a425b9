package io.tidemill.schemas.featureviews;

import java.util.List;

/**
 * What the names of features stood for when something was made of them, such as a training set or a model: with these
 * definitions the same names stand for the same features for good.
 *
 * @param versions {@code view@vN} of each view that is computed from events
 * @param onDemandViews the texts that define the on-demand views, each alone; they have no versions
 */
public record UsedDefinitions(List<String> versions, List<String> onDemandViews) {
    /** Where it is not known: names stand for what serves. */
    public static final UsedDefinitions UNKNOWN = new UsedDefinitions(List.of(), List.of());

    public UsedDefinitions {
        versions = List.copyOf(versions);
        onDemandViews = List.copyOf(onDemandViews);
    }
}
