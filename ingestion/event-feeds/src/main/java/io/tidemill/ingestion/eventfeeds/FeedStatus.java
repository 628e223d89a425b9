package io.tidemill.ingestion.eventfeeds;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a feed is.
 *
 * @param name of the feed
 * @param kind folder or topic
 * @param from the folder or topic that it reads
 * @param type of its events
 * @param state running, waiting or failing
 * @param counts what it has taken: events and rejected ones of a topic, files by state of a folder
 * @param problem why it is failing; null where it is not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeedStatus(
        String name,
        String kind,
        String from,
        String type,
        String state,
        Map<String, Long> counts,
        @Nullable String problem) {}
