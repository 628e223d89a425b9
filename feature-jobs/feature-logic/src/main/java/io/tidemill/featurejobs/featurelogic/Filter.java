package io.tidemill.featurejobs.featurelogic;

import io.tidemill.schemas.featureviews.Condition;
import java.util.List;

/**
 * Which events a feature counts: those that all conditions hold of.
 *
 * @param conditions none for every event
 * @param columns the position, in the view's columns, of the field of each condition
 */
record Filter(List<Condition> conditions, List<Integer> columns) {
    Filter {
        conditions = List.copyOf(conditions);
        columns = List.copyOf(columns);
    }

    boolean passes(Observation observation) {
        for (int i = 0; i < columns.size(); i++) {
            if (!conditions.get(i).holds(observation.values().get(columns.get(i)))) {
                return false;
            }
        }
        return true;
    }
}
