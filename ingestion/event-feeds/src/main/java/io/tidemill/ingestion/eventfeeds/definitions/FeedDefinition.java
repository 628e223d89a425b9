package io.tidemill.ingestion.eventfeeds.definitions;

import io.tidemill.ingestion.eventreplay.mapping.DeclaredMapping;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** A door that stands open. */
public sealed interface FeedDefinition {
    /** Its name, under which its progress is kept: a feed of another name begins from the beginning. */
    String name();

    /** How a row or record becomes an event. */
    DeclaredMapping mapping();

    /**
     * A folder whose files become events.
     *
     * @param folder the folder that is watched; its folders {@code working}, {@code done} and {@code failed} are the feed's
     * @param pattern of the names of files that are taken, as a glob such as {@code *.csv.gz}
     * @param completion when a file is complete
     * @param maximumBadLines a file with more is not sent at all
     */
    record Folder(
            String name,
            Path folder,
            String pattern,
            Completion completion,
            long maximumBadLines,
            DeclaredMapping mapping)
            implements FeedDefinition {
        public Folder {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(folder, "folder");
            Objects.requireNonNull(completion, "completion");
            Objects.requireNonNull(mapping, "mapping");
            FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        }
    }

    /**
     * A topic whose records are plain JSON, or lines of CSV.
     *
     * @param topic the topic that is read
     */
    record Topic(String name, String topic, DeclaredMapping mapping) implements FeedDefinition {
        public Topic {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(topic, "topic");
            Objects.requireNonNull(mapping, "mapping");
        }
    }

    /** When a file is complete. */
    sealed interface Completion {
        /**
         * Its size and time of change have been the same for so long.
         *
         * @param quiet how long
         */
        record Stable(Duration quiet) implements Completion {}

        /** There is an empty file of its name with {@code .done} behind. */
        record Marker() implements Completion {}
    }
}
