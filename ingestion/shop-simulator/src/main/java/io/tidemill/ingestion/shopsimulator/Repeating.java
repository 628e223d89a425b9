package io.tidemill.ingestion.shopsimulator;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.shopsimulator.world.Chance;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Hands some events out a second time, a little later, as a sender does that missed the answer. */
final class Repeating implements Iterator<CloudEventJson> {
    private static final int MAXIMUM_DELAY = 100;

    private final Iterator<CloudEventJson> once;
    private final Chance chance;
    private final double share;
    private final Deque<Repeat> repeats = new ArrayDeque<>();
    private long number;

    Repeating(Iterator<CloudEventJson> once, long seed, double share) {
        this.once = once;
        this.chance = Chance.of(seed, "repeats", 0);
        this.share = share;
    }

    @Override
    public boolean hasNext() {
        return !repeats.isEmpty() || once.hasNext();
    }

    @Override
    public CloudEventJson next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        number++;
        Repeat due = repeats.peek();
        if (due != null && (due.number() <= number || !once.hasNext())) {
            return repeats.remove().event();
        }
        CloudEventJson event = once.next();
        if (chance.happens(share)) {
            repeats.add(new Repeat(event, number + 1 + chance.below(MAXIMUM_DELAY)));
        }
        return event;
    }

    /** An event that is due again. */
    private record Repeat(CloudEventJson event, long number) {}
}
