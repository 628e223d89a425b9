package io.tidemill.ingestion.eventreplay.ordering;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stable sort of events by time in bounded memory: what does not fit is spilled as sorted runs to temporary files,
 * which are merged as they are read. Of equal times the one added first goes first. Not safe to share between threads.
 */
public final class EventSort implements AutoCloseable {
    /** How many runs are open at once. */
    static final int MAXIMUM_RUNS = 64;

    private static final Comparator<CloudEventJson> BY_TIME = Comparator.comparing(CloudEventJson::time);
    private static final int BYTES_PER_EVENT = 320;

    private final Path temporaryFolder;
    private final long memoryBytes;
    private final List<SortedRun> runs = new ArrayList<>();
    private final List<MergedRuns> open = new ArrayList<>();
    private List<CloudEventJson> held = new ArrayList<>();
    private long heldBytes;
    private long size;
    private int files;
    private @Nullable Path folder;
    private boolean sorted;

    /**
     * A sort without events.
     *
     * @param temporaryFolder where a folder for runs is made when the first is spilled
     * @param memoryBytes about how much memory events may take
     */
    public EventSort(Path temporaryFolder, long memoryBytes) {
        this.temporaryFolder = Objects.requireNonNull(temporaryFolder, "temporaryFolder");
        this.memoryBytes = memoryBytes;
    }

    /** Takes an event. */
    public void add(CloudEventJson event) throws IOException {
        if (sorted) {
            throw new IllegalStateException("the events have been read, expected all of them before");
        }
        held.add(event);
        size++;
        heldBytes += BYTES_PER_EVENT + event.json().length();
        if (heldBytes > memoryBytes) {
            spill();
        }
    }

    /** How many events it has taken. */
    public long size() {
        return size;
    }

    /** How many runs have been spilled and wait to be merged. */
    int runs() {
        return runs.size();
    }

    /** The events in order, from the first on, at each call. */
    public Iterator<CloudEventJson> sorted() throws IOException {
        if (!sorted) {
            sorted = true;
            if (runs.isEmpty()) {
                held.sort(BY_TIME);
            } else {
                spill();
            }
        }
        if (runs.isEmpty()) {
            return List.copyOf(held).iterator();
        }
        MergedRuns merged = new MergedRuns(runs);
        open.add(merged);
        return merged;
    }

    /** Deletes what was spilled. */
    @Override
    public void close() {
        open.forEach(MergedRuns::close);
        try {
            for (SortedRun run : runs) {
                run.delete();
            }
            if (folder != null) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        runs.clear();
        held = new ArrayList<>();
    }

    private void spill() throws IOException {
        if (held.isEmpty()) {
            return;
        }
        held.sort(BY_TIME);
        runs.add(SortedRun.write(newFile(), held.iterator()));
        held = new ArrayList<>();
        heldBytes = 0;
        if (runs.size() > MAXIMUM_RUNS) {
            mergeOldest();
        }
    }

    /** Makes one run of the oldest ones; it takes their place, so that equal times stay in order. */
    private void mergeOldest() throws IOException {
        List<SortedRun> oldest = List.copyOf(runs.subList(0, MAXIMUM_RUNS));
        SortedRun one;
        try (MergedRuns merged = new MergedRuns(oldest)) {
            one = SortedRun.write(newFile(), merged);
        }
        for (SortedRun run : oldest) {
            run.delete();
        }
        runs.subList(0, MAXIMUM_RUNS).clear();
        runs.add(0, one);
    }

    private Path newFile() throws IOException {
        if (folder == null) {
            folder = Files.createTempDirectory(temporaryFolder, "tidemill-replay-");
        }
        return folder.resolve("run-" + files++);
    }
}
