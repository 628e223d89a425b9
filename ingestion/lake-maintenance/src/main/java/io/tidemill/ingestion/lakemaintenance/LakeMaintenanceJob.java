package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.infra.eventstreams.EventTopics;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import io.tidemill.infra.eventstreams.StreamedRecord;
import io.tidemill.infra.eventstreams.StreamedRecordTypes;
import io.tidemill.schemas.contracts.Topics;
import java.time.Clock;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The Flink job that keeps the lake's tables fast: {@code --config FILE}. */
public final class LakeMaintenanceJob {
    /** The job's name, from which its id follows. */
    public static final String NAME = "lake-maintenance";

    private static final String CHECKPOINTS = "PT30S";

    private LakeMaintenanceJob() {}

    /** Defines the job and runs it on the cluster the program was started on. */
    public static void main(String[] arguments) throws Exception {
        JobConfiguration configuration = configured(JobConfiguration.fromArguments(arguments));
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration, NAME);
        define(environment, configuration);
        environment.execute(NAME);
    }

    /** The configuration with a checkpoint now and then: its state is a place on a topic. */
    public static JobConfiguration configured(JobConfiguration configuration) {
        return configuration.with(JobConfiguration.CHECKPOINT_INTERVAL, CHECKPOINTS);
    }

    /** Wires it: one task looks after all tables. */
    public static void define(StreamExecutionEnvironment environment, JobConfiguration configuration) {
        Clock clock = Clock.systemUTC();
        environment.setParallelism(1);
        DataStream<StreamedRecord> completed = EventTopics.readOnwards(
                environment, configuration, "lake-maintenance.completed", List.of(Topics.PARTITIONS_COMPLETED), clock);
        completed
                .transform(
                        "maintain",
                        StreamedRecordTypes.RECORDS,
                        new MaintenanceOperator(MaintenanceSettings.of(configuration), clock))
                .uid("maintain")
                .setMaxParallelism(1);
    }
}
