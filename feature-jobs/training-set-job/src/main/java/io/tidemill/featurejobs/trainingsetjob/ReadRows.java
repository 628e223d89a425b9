package io.tidemill.featurejobs.trainingsetjob;

import io.tidemill.featurejobs.trainingsets.SweepPlan;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Reads files of rows: each row asks in every slot of the plan. */
final class ReadRows implements FlatMapFunction<String, Moment> {
    private static final long serialVersionUID = 1L;

    private final RowFiles files;
    private final SweepPlan plan;

    ReadRows(RowFiles files, SweepPlan plan) {
        this.files = Objects.requireNonNull(files, "files");
        this.plan = Objects.requireNonNull(plan, "plan");
    }

    @Override
    public void flatMap(String file, Collector<Moment> out) throws IOException {
        files.read(file, (number, row) -> {
            for (int slot = 0; slot < plan.slots(); slot++) {
                out.collect(new Moment.Asked(
                        Moment.entity(slot, plan.key(row, slot)),
                        number,
                        row.asOf().toEpochMilli()));
            }
        });
    }
}
