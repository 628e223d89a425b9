package io.tidemill.featurejobs.trainingsetjob;

import io.tidemill.featurejobs.trainingsets.LakeRow;
import io.tidemill.infra.eventstreams.ImmutableTypeInformation;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** A moment of an entity's time: an event, or a row that asks about it. */
sealed interface Moment {
    /** How Flink serialises it. */
    TypeInformation<Moment> TYPE = new ImmutableTypeInformation<>(Moment.class, new MomentSerializer());

    /** Whose it is: a slot of the plan, and the key in it. */
    String entity();

    /** In epoch milliseconds. */
    long time();

    /**
     * An event.
     *
     * @param source by which the plan knows whose it is
     */
    record Happened(String entity, int source, LakeRow event) implements Moment {
        public Happened {
            Objects.requireNonNull(entity, "entity");
            Objects.requireNonNull(event, "event");
        }

        @Override
        public long time() {
            return event.time();
        }
    }

    /**
     * A row.
     *
     * @param row its number, from 0
     */
    record Asked(String entity, long row, long time) implements Moment {
        public Asked {
            Objects.requireNonNull(entity, "entity");
        }
    }

    /** An entity by a slot of the plan and its key in it. */
    static String entity(int slot, String key) {
        return slot + ":" + key;
    }

    /** The slot of an entity. */
    static int slot(String entity) {
        return Integer.parseInt(entity.substring(0, entity.indexOf(':')));
    }
}
