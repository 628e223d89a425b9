package io.tidemill.featurejobs.trainingsets;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rows of one entity that wait for what comes after them. */
final class LabelSweep {
    private final int source;
    private final long horizon;
    private final Supplier<FutureOf> futures;
    private final EntitySweep.Answers answers;
    private final int part;
    /** In order of their ends. */
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /**
     * @param source of the events that the label looks at
     * @param horizon in milliseconds
     * @param part under which labels are told
     */
    LabelSweep(int source, long horizon, Supplier<FutureOf> futures, EntitySweep.Answers answers, int part) {
        this.source = source;
        this.horizon = horizon;
        this.futures = futures;
        this.answers = answers;
        this.part = part;
    }

    private record Waiting(long row, long end, FutureOf future) {}

    int source() {
        return source;
    }

    /** Takes the next event; rows of its instant come after it. */
    void add(LakeRow event) {
        while (!waiting.isEmpty() && waiting.getFirst().end() < event.time()) {
            tell(waiting.removeFirst());
        }
        Iterator<Waiting> rows = waiting.iterator();
        while (rows.hasNext()) {
            Waiting row = rows.next();
            row.future().add(event);
            if (row.future().isSettled()) {
                rows.remove();
                tell(row);
            }
        }
    }

    void row(long row, long instant) {
        waiting.add(new Waiting(row, instant + horizon, futures.get()));
    }

    void end() {
        waiting.forEach(this::tell);
        waiting.clear();
    }

    private void tell(Waiting row) {
        double label = row.future().label();
        @Nullable Object[] value = {Double.isNaN(label) ? null : label};
        answers.take(part, row.row(), value);
    }
}
