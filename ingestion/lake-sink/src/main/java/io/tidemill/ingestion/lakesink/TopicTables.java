package io.tidemill.ingestion.lakesink;

import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;

/** Which tables the records of a topic go to. */
final class TopicTables {
    /** The table of what is no event, of any topic. */
    static final String DEAD_LETTERS = LakeTables.ofEvents(EventTypes.DEAD_LETTER);

    private TopicTables() {}

    /** The table of a topic's events. */
    static String ofEvents(String topic) {
        return LakeTables.ofTopic(topic)
                .orElseThrow(() -> new IllegalArgumentException("no table takes from topic " + topic));
    }

    /** Whether a table takes from a topic. */
    static boolean takes(String table, String topic) {
        return table.equals(DEAD_LETTERS) || table.equals(ofEvents(topic));
    }
}
