package io.tidemill.infra.launcher.supervision;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps the parts of a stack running: all start side by side, what dies is started again, and all stop in order. */
public final class Supervisor implements AutoCloseable {
    private final List<SupervisedPart> supervised;

    /**
     * @param parts in the order in which they are stopped
     * @param listener told each change of a part, on the thread that made it
     */
    public Supervisor(List<Part> parts, Backoff backoff, Clock clock, Consumer<PartStatus> listener) {
        this.supervised = new ArrayList<>();
        for (Part part : parts) {
            supervised.add(new SupervisedPart(part, backoff, clock, listener));
        }
    }

    /** Starts every part; returns at once. */
    public void start() {
        supervised.forEach(SupervisedPart::start);
    }

    /** What is known of each part now. */
    public List<PartStatus> statuses() {
        return supervised.stream().map(SupervisedPart::status).toList();
    }

    /** Whether every part serves. */
    public boolean ready() {
        return statuses().stream().allMatch(status -> status.state() == PartState.READY);
    }

    /** Stops every part, one after the other. */
    @Override
    public void close() {
        supervised.forEach(SupervisedPart::stop);
    }
}
