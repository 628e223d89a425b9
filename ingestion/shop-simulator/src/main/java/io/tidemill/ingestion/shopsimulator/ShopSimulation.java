package io.tidemill.ingestion.shopsimulator;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.eventreplay.feed.EventFeed;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A chain of shops whose members have habits, day by day, as events in the order of their times; only an event that is
 * sent twice comes the second time up to a hundred events after its place. It keeps the events of about one day in
 * memory. Not safe to share between threads.
 */
public final class ShopSimulation implements EventFeed {
    private static final Set<String> TYPES = Set.of(
            "member.registered",
            "product.viewed",
            "content.shared",
            "order.paid",
            "order.refunded",
            "reservation.booked",
            "visit.checked-in",
            "coupon.redeemed",
            "device.reported");

    private final SimulationSettings settings;
    private GroundTruth truth;

    /**
     * A simulation.
     *
     * @param truth takes what no event tells, once: from the first reading of the events, as far as they are read
     */
    public ShopSimulation(SimulationSettings settings, GroundTruth truth) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.truth = Objects.requireNonNull(truth, "truth");
    }

    @Override
    public Iterator<CloudEventJson> events() {
        Iterator<CloudEventJson> once = new SimulatedDays(settings, truth);
        truth = GroundTruth.none();
        return settings.duplicateShare() == 0 ? once : new Repeating(once, settings.seed(), settings.duplicateShare());
    }

    @Override
    public OptionalLong total() {
        return OptionalLong.empty();
    }

    @Override
    public Set<String> types() {
        return TYPES;
    }

    @Override
    public Optional<Instant> firstTime() {
        return Optional.of(settings.firstDay().atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    @Override
    public Optional<Instant> lastTime() {
        return Optional.empty();
    }

    /** Nothing is held. */
    @Override
    public void close() {}
}
