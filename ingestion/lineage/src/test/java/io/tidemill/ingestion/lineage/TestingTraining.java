package io.tidemill.ingestion.lineage;

import io.tidemill.ingestion.lineage.graph.ModelFacts;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One model, with the versions and runs it is given. */
final class TestingTraining implements TrainingFacts {
    final List<TrainedVersion> versions = new CopyOnWriteArrayList<>();
    final List<ObservedRun> runs = new CopyOnWriteArrayList<>();

    @Override
    public List<ModelFacts> models() {
        return List.of(new ModelFacts(
                "churn",
                "v1",
                List.of("member_orders:order_count", "member_orders:amount_sum_30d", "member_visits:visit_count_7d"),
                "order.paid",
                "order.paid"));
    }

    @Override
    public List<TrainedVersion> versions(String model) {
        return versions;
    }

    @Override
    public List<String> registered() {
        return List.of("churn");
    }

    @Override
    public List<ObservedRun> runs(int limit) {
        return runs;
    }
}
