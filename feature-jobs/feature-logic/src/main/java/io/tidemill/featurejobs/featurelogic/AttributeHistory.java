package io.tidemill.featurejobs.featurelogic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What events of one type told of an entity, in their order. */
final class AttributeHistory {
    private final List<Observation> told = new ArrayList<>();

    void add(Observation observation) {
        int place = Collections.binarySearch(told, observation);
        told.add(place < 0 ? -place - 1 : place, observation);
    }

    /** The newest at or before an instant, if there is one. */
    @Nullable
    Observation at(long instant) {
        int low = 0;
        int high = told.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (told.get(middle).time() <= instant) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : told.get(low - 1);
    }

    /**
     * Of events at or before an instant that told the same one after another forgets all but the first and the last: a state is as
     * large as there were changes. The last stays, since one that comes late may tell something else before it.
     */
    void settle(long until) {
        int kept = 0;
        for (int i = 0; i < told.size(); i++) {
            boolean within = kept > 0
                    && i + 1 < told.size()
                    && told.get(i + 1).time() <= until
                    && told.get(kept - 1).values().equals(told.get(i).values())
                    && told.get(i + 1).values().equals(told.get(i).values());
            if (!within) {
                told.set(kept++, told.get(i));
            }
        }
        told.subList(kept, told.size()).clear();
    }

    void write(StateWriter out) {
        out.unsigned(told.size());
        told.forEach(observation -> observation.write(out));
    }

    void read(StateReader in, int kind, int values) {
        int count = in.count();
        for (int i = 0; i < count; i++) {
            told.add(Observation.read(in, values, kind));
        }
    }
}
