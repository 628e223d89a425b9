package io.tidemill.featurejobs.trainingsetjob;

import io.tidemill.featurejobs.trainingsetjob.Moment.Asked;
import io.tidemill.featurejobs.trainingsetjob.Moment.Happened;
import io.tidemill.featurejobs.trainingsets.EntitySweep;
import io.tidemill.featurejobs.trainingsets.SweepPlan;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Goes through one entity after the other. A batch job sorts what an operator with keys reads by key and time, with what does
 * not fit into its memory on disk, and fires a key's timers when all of the key has come.
 */
final class SweepEntities extends KeyedProcessFunction<String, Moment, Answer> {
    private static final long serialVersionUID = 1L;
    private static final long WHEN_ALL_HAS_COME = Long.MAX_VALUE;

    private final SweepPlan plan;
    private transient SweepPlan.@Nullable Sweeps sweeps;
    private transient @Nullable EntitySweep current;
    private transient @Nullable Collector<Answer> answers;

    SweepEntities(SweepPlan plan) {
        this.plan = Objects.requireNonNull(plan, "plan");
    }

    @Override
    public void open(OpenContext context) {
        sweeps = plan.open();
    }

    @Override
    public void processElement(Moment moment, Context context, Collector<Answer> out) {
        answers = out;
        EntitySweep sweep = current;
        if (sweep == null) {
            sweep = Objects.requireNonNull(sweeps, "sweeps").begin(Moment.slot(moment.entity()), this::answer);
            current = sweep;
            context.timerService().registerEventTimeTimer(WHEN_ALL_HAS_COME);
        }
        if (moment instanceof Happened happened) {
            sweep.event(happened.source(), happened.event());
        } else {
            Asked asked = (Asked) moment;
            sweep.row(asked.row(), asked.time());
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Answer> out) {
        answers = out;
        Objects.requireNonNull(current, "current").end();
        current = null;
    }

    private void answer(int part, long row, @Nullable Object[] values) {
        Objects.requireNonNull(answers, "answers").collect(new Answer(part, row, values));
    }
}
