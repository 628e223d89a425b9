package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a view of a table. It has no versions: what is stored of it stays until it is materialized again.
 *
 * @param change {@code added}, {@code changed} (its values are others), {@code described} (they are the same), {@code
 *     unchanged} or {@code retired}
 */
record TableChange(String view, String table, String change) {
    /** Of each view one, in the order of the definitions, then those that go. */
    static List<TableChange> between(FeatureDefinitions before, FeatureDefinitions after) {
        List<TableChange> changes = new ArrayList<>();
        for (BatchFeatureView view : after.batchViews()) {
            changes.add(new TableChange(view.name(), view.source().table(), change(before, after, view)));
        }
        for (BatchFeatureView view : before.batchViews()) {
            if (after.batchView(view.name()).isEmpty()) {
                changes.add(new TableChange(view.name(), view.source().table(), "retired"));
            }
        }
        return changes;
    }

    private static String change(FeatureDefinitions before, FeatureDefinitions after, BatchFeatureView view) {
        Optional<BatchFeatureView> old = before.batchView(view.name());
        if (old.isEmpty()) {
            return "added";
        }
        if (!isSame(before, old.get(), after, view)) {
            return "changed";
        }
        return old.get().equals(view) ? "unchanged" : "described";
    }

    /** Whether two views have the same values. */
    static boolean isSame(
            FeatureDefinitions before, BatchFeatureView old, FeatureDefinitions after, BatchFeatureView view) {
        return old.withoutDescriptions().equals(view.withoutDescriptions())
                && before.entitiesOf(old).equals(after.entitiesOf(view));
    }
}
