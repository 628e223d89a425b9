package io.tidemill.ingestion.lineage.delivery;

import io.prometheus.metrics.core.metrics.Counter;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events from the outbox to one transport, in order, by a thread of its own, and tries again for as long as it
 * takes. When too many wait, the oldest are dropped and counted. An event may reach HTTP or Kafka a second time after a
 * kill; it is the same event then, with the same run and time.
 */
public final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final int AT_ONCE = 100;
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Outbox outbox;
    private final Transport transport;
    private final List<String> transports;
    private final int buffer;
    private final Counter events;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private Courier(Outbox outbox, Transport transport, List<String> transports, int buffer, Counter events) {
        this.outbox = outbox;
        this.transport = transport;
        this.transports = List.copyOf(transports);
        this.buffer = buffer;
        this.events = events;
        this.thread = new Thread(this::work, "lineage-" + transport.name());
    }

    /**
     * Starts to bring events.
     *
     * @param transports the names of all that are in use
     * @param buffer how many events may wait
     * @param events counts them, labelled by transport and outcome
     */
    public static Courier start(
            Outbox outbox, Transport transport, List<String> transports, int buffer, Counter events) {
        Courier courier = new Courier(outbox, transport, transports, buffer, events);
        courier.thread.setDaemon(true);
        courier.thread.start();
        return courier;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        transport.close();
    }

    private void work() {
        Duration pause = Duration.ZERO;
        int failures = 0;
        try {
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    pause = bring() ? Duration.ZERO : IDLE;
                    failures = 0;
                } catch (IOException | SQLException e) {
                    failures++;
                    pause = backoff(failures);
                    LOG.atWarn()
                            .addKeyValue("transport", transport.name())
                            .addKeyValue("pause", pause)
                            .setCause(failures == 1 ? e : null)
                            .log("lineage events wait");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there was anything to bring. */
    private boolean bring() throws SQLException, IOException, InterruptedException {
        Outbox.Place place = withoutOverflow(outbox.place(transport.name()));
        List<Outbox.Waiting> waiting = outbox.from(place.nextId(), AT_ONCE);
        if (waiting.isEmpty()) {
            return false;
        }
        Transport.Delivered delivered = transport.deliver(waiting, place.length());
        long next = waiting.get(delivered.events() - 1).id() + 1;
        outbox.setPlace(
                transport.name(), new Outbox.Place(next, place.dropped() + delivered.refused(), delivered.length()));
        events.labelValues(transport.name(), "sent").inc(delivered.events() - delivered.refused());
        events.labelValues(transport.name(), "dropped").inc(delivered.refused());
        outbox.sweep(transports);
        return true;
    }

    private Outbox.Place withoutOverflow(Outbox.Place place) throws SQLException {
        long over = outbox.waiting(place.nextId()) - buffer;
        if (over <= 0) {
            return place;
        }
        Outbox.Place later = new Outbox.Place(outbox.placeOfNewest(buffer), place.dropped() + over, place.length());
        outbox.setPlace(transport.name(), later);
        events.labelValues(transport.name(), "dropped").inc(over);
        LOG.atError()
                .addKeyValue("transport", transport.name())
                .addKeyValue("events", over)
                .log("lineage events are dropped, for too many wait");
        return later;
    }

    private static Duration backoff(int failures) {
        Duration pause = IDLE.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
