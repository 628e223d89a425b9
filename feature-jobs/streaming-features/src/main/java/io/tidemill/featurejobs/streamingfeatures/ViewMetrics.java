package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.streamingfeatures.KnownVersions.Known;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What one task counts of each view, by its name in the online store. */
final class ViewMetrics {
    private final MetricGroup group;
    private final Clock clock;
    private final Map<String, OfView> views = new HashMap<>();
    private long watermark = Long.MIN_VALUE;

    /** What is counted of one view. */
    static final class OfView {
        private final Counter events;
        private final Counter lateEvents;
        private final Counter decays;

        private OfView(MetricGroup group) {
            events = group.counter("tidemill_feature_events");
            lateEvents = group.counter("tidemill_feature_late_events");
            decays = group.counter("tidemill_feature_decays");
        }

        void event(boolean late) {
            events.inc();
            if (late) {
                lateEvents.inc();
            }
        }

        void decay() {
            decays.inc();
        }
    }

    ViewMetrics(MetricGroup group, Clock clock) {
        this.group = Objects.requireNonNull(group, "group");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    OfView of(Known known) {
        return views.computeIfAbsent(known.id(), id -> {
            MetricGroup ofView = group.addGroup("view", known.version().storedName());
            ofView.gauge("tidemill_feature_watermark_lag_seconds", this::watermarkLagSeconds);
            return new OfView(ofView);
        });
    }

    void watermark(long current) {
        watermark = current;
    }

    private double watermarkLagSeconds() {
        return watermark == Long.MIN_VALUE ? 0 : (clock.millis() - watermark) / 1000.0;
    }
}
