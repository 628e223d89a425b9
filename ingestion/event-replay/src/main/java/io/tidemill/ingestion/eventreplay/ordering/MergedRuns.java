package io.tidemill.ingestion.eventreplay.ordering;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import java.io.IOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** Several runs as one; of equal times the earlier run goes first. */
final class MergedRuns implements Iterator<CloudEventJson>, AutoCloseable {
    private final PriorityQueue<Head> heads = new PriorityQueue<>(
            Comparator.comparing((Head head) -> head.reader().peek().time()).thenComparingInt(Head::run));

    MergedRuns(List<SortedRun> runs) throws IOException {
        try {
            for (int run = 0; run < runs.size(); run++) {
                SortedRun.Reader reader = runs.get(run).open();
                if (reader.hasNext()) {
                    heads.add(new Head(run, reader));
                }
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    @Override
    public CloudEventJson next() {
        Head head = heads.poll();
        if (head == null) {
            throw new NoSuchElementException();
        }
        CloudEventJson event = head.reader().next();
        if (head.reader().hasNext()) {
            heads.add(head);
        }
        return event;
    }

    @Override
    public void close() {
        heads.forEach(head -> head.reader().close());
        heads.clear();
    }

    private record Head(int run, SortedRun.Reader reader) {}
}
