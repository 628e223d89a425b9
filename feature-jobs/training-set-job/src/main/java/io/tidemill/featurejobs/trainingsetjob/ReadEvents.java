package io.tidemill.featurejobs.trainingsetjob;

import io.tidemill.featurejobs.trainingsets.EventScan;
import io.tidemill.featurejobs.trainingsets.SweepPlan;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.util.Collector;
import org.apache.iceberg.ScanTaskParser;

/** Reads parts of the lake's files: event type and Iceberg's JSON of a scan task become the events of all entities in it. */
final class ReadEvents implements FlatMapFunction<Tuple2<String, String>, Moment> {
    private static final long serialVersionUID = 1L;

    private final Map<String, EventScan> scans;
    private final SweepPlan plan;

    /** @param scans by event type, to be sent */
    ReadEvents(Map<String, EventScan> scans, SweepPlan plan) {
        this.scans = Map.copyOf(scans);
        this.plan = Objects.requireNonNull(plan, "plan");
    }

    @Override
    public void flatMap(Tuple2<String, String> part, Collector<Moment> out) {
        String eventType = part.f0;
        EventScan scan = Objects.requireNonNull(scans.get(eventType), eventType);
        scan.read(
                ScanTaskParser.fromJson(part.f1, true),
                (subject, event) -> plan.keys(
                        eventType,
                        subject,
                        event,
                        (slot, key, source) ->
                                out.collect(new Moment.Happened(Moment.entity(slot, key), source, event))));
    }
}
