package io.tidemill.infra.eventstreams;

import java.util.List;
import java.util.Objects;

/**
 * The records that one subtask of a sink has for one checkpoint.
 *
 * @param origin the subtask that made it
 * @param id unique; tells whether the batch was sent
 * @param records in the order they came
 */
record OutgoingBatch(int origin, String id, List<OutgoingRecord> records) {
    OutgoingBatch {
        Objects.requireNonNull(id, "id");
        records = List.copyOf(records);
    }
}
