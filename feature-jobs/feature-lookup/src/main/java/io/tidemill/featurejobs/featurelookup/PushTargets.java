package io.tidemill.featurejobs.featurelookup;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.PushSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The views that get what is pushed to each source. */
final class PushTargets {
    private final FeatureDefinitions definitions;
    private final Map<String, List<PushedView>> views = new LinkedHashMap<>();

    PushTargets(FeatureDefinitions definitions) {
        this.definitions = definitions;
        for (PushSource source : definitions.pushSources()) {
            views.put(
                    source.name(),
                    definitions.featureViews().stream()
                            .filter(view ->
                                    view.source().filter(source.name()::equals).isPresent())
                            .map(view -> PushedView.of(view, definitions))
                            .toList());
        }
    }

    /** Whether they are those of these definitions. */
    @SuppressWarnings("ReferenceEquality") // Asked for each request; others are made when something was changed.
    boolean areOf(FeatureDefinitions others) {
        return definitions == others;
    }

    /** The views of a source, at least one. */
    List<PushedView> of(String source) {
        List<PushedView> targets = views.get(source);
        if (targets == null) {
            throw ProblemException.invalid(
                    "push_source_name",
                    "no push source is called '" + source + "': expected "
                            + (views.isEmpty()
                                    ? "one that the definitions have under pushSources"
                                    : "one of " + String.join(", ", new TreeSet<>(views.keySet()))));
        }
        if (targets.isEmpty()) {
            throw ProblemException.invalid("push_source_name", "no feature view has the source '" + source + "'");
        }
        return targets;
    }
}
