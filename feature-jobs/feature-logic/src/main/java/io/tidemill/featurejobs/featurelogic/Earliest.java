package io.tidemill.featurejobs.featurelogic;

import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** The oldest event, and its value of one column; of none for a negative column. */
final class Earliest implements Summary {
    private final int column;
    private @Nullable Observation event;

    Earliest(int column) {
        this.column = column;
    }

    /** The oldest event, with the value of the column alone. */
    @Nullable
    Observation event() {
        return event;
    }

    @Override
    public void add(Observation observation) {
        if (event == null || observation.compareTo(event) < 0) {
            event = column < 0
                    ? new Observation(observation.time(), "", "", Collections.emptyList())
                    : new Observation(
                            observation.time(),
                            observation.source(),
                            observation.id(),
                            Collections.singletonList(observation.values().get(column)));
        }
    }

    @Override
    public void merge(Summary other) {
        Observation oldest = ((Earliest) other).event;
        if (oldest != null && (event == null || oldest.compareTo(event) < 0)) {
            event = oldest;
        }
    }

    @Override
    public void write(StateWriter out) {
        Observation oldest = event;
        out.octet(oldest == null ? 0 : 1);
        if (oldest == null) {
            return;
        }
        out.signed(oldest.time());
        if (column >= 0) {
            out.text(oldest.source());
            out.text(oldest.id());
            out.value(oldest.values().get(0));
        }
    }

    @Override
    public void read(StateReader in) {
        if (in.octet() == 0) {
            return;
        }
        long time = in.signed();
        event = column < 0
                ? new Observation(time, "", "", Collections.emptyList())
                : new Observation(time, in.text(), in.text(), Collections.singletonList(in.value()));
    }
}
