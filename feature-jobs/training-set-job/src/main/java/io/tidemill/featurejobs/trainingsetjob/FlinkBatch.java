package io.tidemill.featurejobs.trainingsetjob;

import io.tidemill.featurejobs.trainingsets.EventScan;
import io.tidemill.featurejobs.trainingsets.SweepPlan;
import io.tidemill.featurejobs.trainingsets.TrainingSet;
import io.tidemill.featurejobs.trainingsets.TrainingSetAnswers;
import io.tidemill.featurejobs.trainingsets.TrainingSetPlan;
import io.tidemill.featurejobs.trainingsets.files.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ScanTaskParser;

/**
 * Makes training sets by a bounded Flink job: events and rows are brought together by entity, sorted by time, and gone through
 * once. Only the rows and their values are in this process. While the job runs the rows are also in files beside a table that
 * is read, where the tasks find them.
 */
final class FlinkBatch implements Engine {
    /** The job's name. */
    static final String NAME = "training-set";

    private final Supplier<StreamExecutionEnvironment> environments;

    /** @param environments gives one of batch mode for each set */
    FlinkBatch(Supplier<StreamExecutionEnvironment> environments) {
        this.environments = Objects.requireNonNull(environments, "environments");
    }

    @Override
    public TrainingSet make(TrainingSetPlan plan) throws IOException {
        Map<String, EventScan> scans = plan.scans();
        if (scans.isEmpty() || plan.rows().isEmpty()) {
            // Without events or rows there is nothing to bring together.
            return plan.make();
        }
        EventScan any = scans.values().iterator().next().toSend();
        RowFiles rows = new RowFiles(any.files());
        List<String> files = new ArrayList<>();
        try {
            files.addAll(rows.write(any.location() + "/training-sets/" + UUID.randomUUID(), plan.rows()));
            return collected(define(plan.sweeps(), scans, rows, files), plan.answers());
        } finally {
            rows.delete(files);
        }
    }

    private DataStream<Answer> define(
            SweepPlan plan, Map<String, EventScan> scans, RowFiles rows, List<String> rowFiles) {
        StreamExecutionEnvironment environment = environments.get();
        DataStream<Moment> moments = environment
                .fromData(rowFiles, Types.STRING)
                .name("row files")
                .rebalance()
                .flatMap(new ReadRows(rows, plan))
                .returns(Moment.TYPE)
                .name("read rows")
                .setParallelism(environment.getParallelism());
        List<Tuple2<String, String>> parts = parts(scans);
        if (!parts.isEmpty()) {
            Map<String, EventScan> sent = new HashMap<>();
            scans.forEach((type, scan) -> sent.put(type, scan.toSend()));
            moments = moments.union(environment
                    .fromData(parts, Types.TUPLE(Types.STRING, Types.STRING))
                    .name("event files")
                    .rebalance()
                    .flatMap(new ReadEvents(sent, plan))
                    .returns(Moment.TYPE)
                    .name("read events")
                    // Flink would go by the few bytes that name the files.
                    .setParallelism(environment.getParallelism()));
        }
        return moments.assignTimestampsAndWatermarks(WatermarkStrategy.<Moment>noWatermarks()
                        .withTimestampAssigner((moment, before) -> moment.time()))
                .name("times")
                .keyBy(Moment::entity, Types.STRING)
                .process(new SweepEntities(plan), Answer.TYPE)
                .name("sweep entities");
    }

    private static List<Tuple2<String, String>> parts(Map<String, EventScan> scans) {
        List<Tuple2<String, String>> parts = new ArrayList<>();
        scans.forEach((type, scan) -> {
            for (FileScanTask part : scan.parts()) {
                parts.add(Tuple2.of(type, ScanTaskParser.toJson(part)));
            }
        });
        return parts;
    }

    private static TrainingSet collected(DataStream<Answer> found, TrainingSetAnswers answers) throws IOException {
        try (CloseableIterator<Answer> each = found.executeAndCollect(NAME)) {
            each.forEachRemaining(answer -> answers.take(answer.part(), answer.row(), answer.values()));
        } catch (Exception e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new IOException("the Flink job " + NAME + " failed: " + root, e);
        }
        return answers.trainingSet();
    }
}
