package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.featurereading.PlannedColumn;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.featureviews.Sensitivity;
import java.util.List;
import java.util.stream.Collectors;

/** Who is told features that are personal. */
final class PersonalFeatures {
    private PersonalFeatures() {}

    /** @throws ProblemException with status 403 that names the features which the caller may not read */
    static void require(Caller caller, List<? extends PlannedColumn> columns) {
        if (!caller.has(Role.PERSONAL) && columns.stream().anyMatch(PersonalFeatures::isPersonal)) {
            throw ProblemException.forbidden("personal: "
                    + columns.stream()
                            .filter(PersonalFeatures::isPersonal)
                            .map(PlannedColumn::reference)
                            .collect(Collectors.joining(", "))
                    + ": expected a token that has the role " + Role.PERSONAL.text() + " too, or other features");
        }
    }

    private static boolean isPersonal(PlannedColumn column) {
        return column.sensitivity() == Sensitivity.PERSONAL;
    }
}
