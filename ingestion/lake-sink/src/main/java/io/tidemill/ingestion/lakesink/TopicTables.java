package io.tidemill.ingestion.lakesink;

import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topics;

/** Which tables the records of a topic go to. */
final class TopicTables {
    /** The table of what is no event, of any topic. */
    static final String DEAD_LETTERS = LakeTables.ofEvents(EventTypes.DEAD_LETTER);

    private static final String EVENTS = Topics.ofEvents("").name();

    private TopicTables() {}

    /** The table of a topic's events. */
    static String ofEvents(String topic) {
        return topic.startsWith(EVENTS)
                ? LakeTables.ofEvents(topic.substring(EVENTS.length()))
                : LakeTables.ofEvents(EventTypes.DECISION_MADE);
    }

    /** Whether a table takes from a topic. */
    static boolean takes(String table, String topic) {
        return table.equals(DEAD_LETTERS) || table.equals(ofEvents(topic));
    }
}
