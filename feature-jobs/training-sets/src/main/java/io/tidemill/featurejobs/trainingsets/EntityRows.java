package io.tidemill.featurejobs.trainingsets;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The entity rows a training set is asked for. */
public sealed interface EntityRows {
    /**
     * Exactly these rows, in this order, duplicates included.
     *
     * @param joinKeys the names of the rows' keys, in their order; none if all features asked for have one and the same
     */
    record Listed(List<String> joinKeys, List<EntityRow> rows) implements EntityRows {
        public Listed {
            joinKeys = List.copyOf(joinKeys);
            rows = List.copyOf(rows);
        }

        /** Rows about the one entity that all features asked for are about. */
        public Listed(List<EntityRow> rows) {
            this(List.of(), rows);
        }
    }

    /**
     * Every entity with an event of the type at or before the instant, as of the instant, in order of the entities: the
     * subjects of these events are the key of the one entity that all features asked for are about.
     */
    record EverSeen(String eventType, Instant asOf) implements EntityRows {
        public EverSeen {
            Objects.requireNonNull(eventType, "eventType");
            Objects.requireNonNull(asOf, "asOf");
        }
    }
}
