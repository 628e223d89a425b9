package io.tidemill.featurejobs.featurelogic;

import io.tidemill.schemas.featureviews.Condition;
import java.util.List;

/**
 * Which events a feature counts: those of its source that all conditions hold of.
 *
 * @param conditions none for every event
 * @param columns the position, in the view's columns, of the field of each condition
 * @param kind the position of the one type that counts among the view's; {@link #ANY} for all
 */
record Filter(List<Condition> conditions, List<Integer> columns, int kind) {
    static final int ANY = -1;

    Filter {
        conditions = List.copyOf(conditions);
        columns = List.copyOf(columns);
    }

    boolean passes(Observation observation) {
        if (kind != ANY && kind != observation.kind()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            if (!conditions.get(i).holds(observation.values().get(columns.get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** A part of a layout's name: what counts all types is called as before there were several. */
    @Override
    public String toString() {
        return "Filter[conditions=" + conditions + ", columns=" + columns + (kind == ANY ? "" : ", kind=" + kind) + "]";
    }
}
