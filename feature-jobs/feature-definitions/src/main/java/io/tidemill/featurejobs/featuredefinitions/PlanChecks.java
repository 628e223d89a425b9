package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ViewVersion;

/** Refuses plans whose definitions are right for themselves, and cannot be brought about where the stack is now. */
final class PlanChecks {
    /** What a record may hold, with room for the event around it and for how far versions are. */
    private static final int MOST_BYTES = Topic.MAXIMUM_RECORD_BYTES - (128 << 10);

    private PlanChecks() {}

    /** @throws ProblemException if the plan cannot be carried out; it says why */
    static void check(Contents contents, Plan plan) {
        plan.definitions().views().forEach(PlanChecks::requireBusiness);
        plan.made().forEach(PlanChecks::requirePast);
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

    /** The past is brought from one table, up to one place in one topic. */
    private static void requirePast(ViewVersion version) {
        StreamFeatureView view = version.view();
        if (view.eventTypes().size() > 1) {
            throw ProblemException.invalid(
                    "files",
                    "view " + view.name() + " reads events of " + String.join(" and ", view.eventTypes())
                            + ": a view of several types can only be defined before the stack starts for the first time,"
                            + " since its past cannot be brought from the lake while the job runs");
        }
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
