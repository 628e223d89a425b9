package io.tidemill.infra.eventstreams;

import java.time.Duration;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What is the same in every job: checkpoints that are exactly once, incremental and kept when the job ends; a job id
 * that follows from the name, so that the folder of its checkpoints is known; no Kryo.
 */
public final class JobEnvironment {
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(2);
    private static final int LARGEST_PARALLELISM = 128;

    private JobEnvironment() {}

    /** The environment that a job is defined in, on whatever cluster the program was started on. */
    public static StreamExecutionEnvironment create(JobConfiguration configuration, String job) {
        return StreamExecutionEnvironment.getExecutionEnvironment(settings(configuration, job));
    }

    /** The id of the job of this name, on any cluster. */
    public static JobID jobId(String job) {
        Tuple2<Long, Long> bits = EventIdentity.of("tidemill/job", job);
        return new JobID(bits.f0, bits.f1);
    }

    /** The settings of the job of this name in Flink's own terms. */
    public static Configuration settings(JobConfiguration configuration, String job) {
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.NAME, job);
        settings.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, jobId(job).toHexString());
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        settings.set(PipelineOptions.MAX_PARALLELISM, LARGEST_PARALLELISM);
        settings.set(CoreOptions.DEFAULT_PARALLELISM, configuration.count(JobConfiguration.PARALLELISM, 1));
        Duration interval = configuration.duration(JobConfiguration.CHECKPOINT_INTERVAL, CHECKPOINT_INTERVAL);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
        settings.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        // What a checkpoint's barrier has not passed must not count as read: outputs name offsets.
        settings.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        settings.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 2);
        settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 10);
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        lookUpQuickly(settings);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofSeconds(1));
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofSeconds(10));
        configuration.find(JobConfiguration.CHECKPOINT_FOLDER).ifPresent(folder -> {
            settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder);
        });
        return settings;
    }

    /**
     * State is mostly asked for what it does not have: events never seen before. RocksDB should find that out without reading
     * a file.
     */
    private static void lookUpQuickly(Configuration settings) {
        settings.setString("state.backend.rocksdb.use-bloom-filter", "true");
        // The filter of a whole file is larger than a shard of the block cache, and would be read anew for each
        // look-up.
        settings.setString("state.backend.rocksdb.memory.partitioned-index-filters", "true");
        settings.setString("state.backend.rocksdb.memory.high-prio-pool-ratio", "0.5");
        // Most keys are hashes, which nothing makes smaller.
        settings.setString("state.backend.rocksdb.compression.per.level", "NO_COMPRESSION");
    }
}
