package io.tidemill.ingestion.shopsimulator.members;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the events of one entity; each gets the entity's next number as its id. */
final class Journal {
    static final String APP = "/app";

    private final String subject;
    private final String subjectField;
    private final String tenant;
    private final Consumer<CloudEventJson> out;
    private long number;

    Journal(String subjectField, String subject, String tenant, Consumer<CloudEventJson> out) {
        this.subjectField = subjectField;
        this.subject = subject;
        this.tenant = tenant;
        this.out = out;
    }

    /** A number that this entity has not used, for ids of orders and the like. */
    String nextId(String prefix) {
        number++;
        return prefix + "-" + subject + "-" + number;
    }

    Entry entry(String type, String source, Instant time) {
        return new Entry(type, source, time);
    }

    /** An event being written. */
    final class Entry {
        private final String type;
        private final String source;
        private final Instant time;
        private final Map<String, Object> data = new LinkedHashMap<>();

        Entry(String type, String source, Instant time) {
            this.type = type;
            this.source = source;
            this.time = time;
            data.put(subjectField, subject);
        }

        /** Adds a field; none for {@code null}. */
        Entry with(String field, @Nullable Object value) {
            if (value != null) {
                data.put(field, value);
            }
            return this;
        }

        void write() {
            number++;
            out.accept(CloudEventJson.of(subject + "-" + number, source, type, subject, time, tenant, data));
        }
    }
}
