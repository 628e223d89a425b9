package io.tidemill.featurejobs.trainingsets;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The entity rows a training set is asked for. */
public sealed interface EntityRows {
    /** Exactly these rows, in this order, duplicates included. */
    record Listed(List<EntityRow> rows) implements EntityRows {
        public Listed {
            rows = List.copyOf(rows);
        }
    }

    /** Every entity with an event of the type at or before the instant, as of the instant, in order of the entities. */
    record EverSeen(String eventType, Instant asOf) implements EntityRows {
        public EverSeen {
            Objects.requireNonNull(eventType, "eventType");
            Objects.requireNonNull(asOf, "asOf");
        }
    }
}
