package io.tidemill.featurejobs.trainingsetjob;

import io.tidemill.featurejobs.trainingsets.files.TrainingSetExport;
import io.tidemill.infra.eventstreams.JobConfiguration;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The program that makes a training set by Flink: {@code --config FILE --spec FILE}, as {@link TrainingSetExport} takes them.
 * Started by {@code flink run} it works on that cluster, and else on one of its own in this process; the files are written
 * where the program runs.
 */
public final class TrainingSetJob {
    /** Key: where what does not fit into memory goes, for a cluster in this process; the data folder's {@code spill}. */
    static final String SPILL_FOLDER = "training-set.spill-folder";

    /** Key: how many tasks work side by side; as many as the cluster says, in this process as there are cores, unless set. */
    static final String PARALLELISM = "training-set.parallelism";

    private static final MemorySize SORTED_IN_MEMORY = MemorySize.ofMebiBytes(64);

    private TrainingSetJob() {}

    public static void main(String[] arguments) {
        int code = TrainingSetExport.run(arguments, settings -> new FlinkBatch(() -> environment(settings)));
        if (code != TrainingSetExport.DONE) {
            System.exit(code);
        }
    }

    /** An environment of batch mode, on whatever cluster the program was started on. */
    static StreamExecutionEnvironment environment(Map<String, String> settings) {
        return StreamExecutionEnvironment.getExecutionEnvironment(flink(new JobConfiguration(settings)));
    }

    private static Configuration flink(JobConfiguration configuration) {
        int tasks = configuration.count(PARALLELISM, Runtime.getRuntime().availableProcessors());
        Configuration flink = new Configuration();
        flink.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        flink.set(PipelineOptions.NAME, FlinkBatch.NAME);
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.find(PARALLELISM).ifPresent(set -> flink.set(CoreOptions.DEFAULT_PARALLELISM, tasks));
        // Of a cluster in this process: what is sorted at once by each task. Another has its own.
        flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, SORTED_IN_MEMORY.multiply(tasks));
        configuration
                .find(SPILL_FOLDER)
                .or(() -> configuration.find("data.folder").map(folder -> folder + "/spill"))
                .ifPresent(folder -> flink.set(CoreOptions.TMP_DIRS, folder));
        return flink;
    }
}
