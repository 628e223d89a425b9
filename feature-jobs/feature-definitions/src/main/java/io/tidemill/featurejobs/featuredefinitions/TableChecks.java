package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.featurejobs.trainingsets.tables.TableProblem;
import io.tidemill.featurejobs.trainingsets.tables.ViewTable;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.BatchViewPlaces;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Refuses views of tables that are not, or have not what the views name. */
final class TableChecks {
    private final CatalogSettings lake;

    TableChecks(CatalogSettings lake) {
        this.lake = Objects.requireNonNull(lake, "lake");
    }

    /**
     * Checks the views that are new or have other values: what happens to a table later holds nobody up.
     *
     * @param files that define what is planned
     * @throws ProblemException naming each problem with its place
     */
    void check(Contents contents, Plan plan, Map<String, String> files) {
        FeatureDefinitions definitions = plan.definitions();
        FeatureDefinitions before = contents.catalogue().definitions();
        List<BatchFeatureView> others = definitions.batchViews().stream()
                .filter(view -> before.batchView(view.name())
                        .filter(old -> TableChange.isSame(before, old, definitions, view))
                        .isEmpty())
                .toList();
        if (others.isEmpty()) {
            return;
        }
        List<String> problems = new ArrayList<>();
        try (LakeCatalog catalog = LakeCatalog.open(lake)) {
            for (BatchFeatureView view : others) {
                for (TableProblem problem : ViewTable.problems(catalog.tables(), view, definitions.entitiesOf(view))) {
                    problems.add(BatchViewPlaces.problem(files, view.name(), problem.path(), problem.message())
                            .toString());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw ProblemException.invalid("files", String.join("\n", problems));
        }
    }
}
