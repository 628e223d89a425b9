package io.tidemill.ingestion.deadletters;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dead letter's place on Kafka, which names it for ever; written {@code topic:partition:offset}.
 *
 * @param topic the topic it was read from
 * @param partition its partition
 * @param offset its offset
 */
public record LetterId(String topic, int partition, long offset) implements Comparable<LetterId> {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9._-]{1,249})[:/](\\d{1,9})[:/](\\d{1,18})");

    public LetterId {
        Objects.requireNonNull(topic, "topic");
    }

    /**
     * Reads an id; slashes are taken for colons, as the table has them.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static LetterId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("dead letter " + text
                    + ": expected topic:partition:offset, such as tidemill.events.order.paid:0:17");
        }
        return new LetterId(matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }

    @Override
    public int compareTo(LetterId other) {
        int byTopic = topic.compareTo(other.topic);
        int byPartition = byTopic == 0 ? Integer.compare(partition, other.partition) : byTopic;
        return byPartition == 0 ? Long.compare(offset, other.offset) : byPartition;
    }

    @Override
    public String toString() {
        return topic + ":" + partition + ":" + offset;
    }
}
