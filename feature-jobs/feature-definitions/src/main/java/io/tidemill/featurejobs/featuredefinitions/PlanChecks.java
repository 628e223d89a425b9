package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StoredView;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.util.Set;
import java.util.stream.Collectors;

/** Refuses plans whose definitions are right for themselves, and cannot be brought about where the stack is now. */
final class PlanChecks {
    /** What a record may hold, with room for the event around it and for how far versions are. */
    private static final int MOST_BYTES = Topic.MAXIMUM_RECORD_BYTES - (128 << 10);

    private PlanChecks() {}

    /** @throws ProblemException if the plan cannot be carried out; it says why */
    static void check(Contents contents, Plan plan) {
        plan.definitions().views().forEach(PlanChecks::requireBusiness);
        requireOneKind(contents, plan);
        requireRoom(contents, plan);
    }

    private static void requireBusiness(StreamFeatureView view) {
        for (String type : view.eventTypes()) {
            if (!EventTypes.business().contains(type)) {
                throw ProblemException.invalid(
                        "files",
                        "view " + view.name() + ": events of type '" + type + "', expected one of "
                                + String.join(", ", EventTypes.business()));
            }
        }
    }

    /**
     * What is computed and what others write lies in Redis under the same name, and only what is computed is ever taken out.
     */
    private static void requireOneKind(Contents contents, Plan plan) {
        Set<String> computed =
                contents.versions().stream().map(StoredVersion::view).collect(Collectors.toSet());
        for (String view : written(plan.definitions())) {
            if (computed.contains(view)) {
                throw ProblemException.invalid(
                        "files",
                        "feature view " + view + " is called like a view that is, or was, computed from events:"
                                + " retiring that takes out of Redis what was pushed or materialized; expected another name");
            }
        }
        Set<String> written = written(contents.catalogue().definitions());
        for (ViewVersion version : plan.made()) {
            if (written.contains(version.view().name())) {
                throw ProblemException.invalid(
                        "files",
                        "stream feature view " + version.view().name() + " is called like a feature view: what was"
                                + " pushed or materialized lies in Redis under that name; expected another name");
            }
        }
    }

    /** The names of views that are stored, and not computed from events. */
    private static Set<String> written(FeatureDefinitions definitions) {
        return definitions.storedViews().stream()
                .filter(view -> !(view instanceof StreamFeatureView))
                .map(StoredView::name)
                .collect(Collectors.toSet());
    }

    /** All is published as one record: what does not fit would be stored, and nobody would ever see it. */
    private static void requireRoom(Contents contents, Plan plan) {
        int bytes = contents.publishedBytes(plan);
        if (bytes > MOST_BYTES) {
            throw ProblemException.invalid(
                    "files",
                    "all definitions together would take " + bytes + " bytes, expected at most " + MOST_BYTES
                            + ": retire old versions first (`tidemill features retire`)");
        }
    }
}
