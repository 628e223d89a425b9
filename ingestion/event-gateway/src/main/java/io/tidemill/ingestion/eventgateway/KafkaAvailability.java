package io.tidemill.ingestion.eventgateway;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether it is worth waiting for Kafka. Once a send was not acknowledged in time, one at a time finds out whether Kafka is
 * back, and every other is refused at once: a producer that lost its brokers blocks each sender for as long as it may, and
 * a few threads that wait in turn would keep all requests waiting behind them. Safe to share between threads.
 */
final class KafkaAvailability {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaAvailability.class);

    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicBoolean probing = new AtomicBoolean();

    /** A send that is let through; it ends in one way, once. */
    final class Attempt {
        private final boolean probe;

        private Attempt(boolean probe) {
            this.probe = probe;
        }

        /** Kafka answered. */
        void answered() {
            if (away.compareAndSet(true, false)) {
                LOG.atInfo().log("Kafka acknowledges again");
            }
            end();
        }

        /** Kafka did not answer in time. */
        void unanswered() {
            if (away.compareAndSet(false, true)) {
                LOG.atWarn().log("Kafka does not acknowledge; one event at a time is tried");
            }
            end();
        }

        /** The event was not sent, or it is not known by whom it was refused: that tells nothing of Kafka. */
        void toldNothing() {
            end();
        }

        private void end() {
            if (probe) {
                probing.set(false);
            }
        }
    }

    /** A send that may go on; empty if Kafka is away and another is trying already. */
    Optional<Attempt> attempt() {
        if (!away.get()) {
            return Optional.of(new Attempt(false));
        }
        return probing.compareAndSet(false, true) ? Optional.of(new Attempt(true)) : Optional.empty();
    }
}
