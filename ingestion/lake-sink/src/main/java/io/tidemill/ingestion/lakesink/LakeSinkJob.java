package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.EventTopics;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import io.tidemill.infra.eventstreams.StreamedRecord;
import io.tidemill.infra.eventstreams.TransactionalTopics;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import java.time.Clock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The Flink job that writes every table of the lake: {@code --config FILE}. */
public final class LakeSinkJob {
    /** The job's name, from which its id follows. */
    public static final String NAME = "lake-sink";

    private LakeSinkJob() {}

    /** Defines the job and runs it on the cluster the program was started on. */
    public static void main(String[] arguments) throws Exception {
        JobConfiguration configuration = configured(JobConfiguration.fromArguments(arguments));
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration, NAME);
        define(environment, configuration);
        environment.execute(NAME);
    }

    /** The configuration with a checkpoint for each commit. */
    public static JobConfiguration configured(JobConfiguration configuration) {
        return configuration.with(
                JobConfiguration.CHECKPOINT_INTERVAL,
                LakeSettings.of(configuration).commitInterval().toString());
    }

    /** Wires the workflow to Kafka and the lake. */
    public static void define(StreamExecutionEnvironment environment, JobConfiguration configuration) {
        Clock clock = Clock.systemUTC();
        DataStream<StreamedRecord> records = EventTopics.readFrom(
                new TableOffsets(LakeSettings.of(configuration)),
                environment,
                configuration,
                "lake-sink.events",
                topics(),
                clock);
        LakeSinkWorkflow.define(
                records,
                TransactionalTopics.sink(configuration, NAME, "dead-letters"),
                LakeSettings.of(configuration),
                configuration.duplicatesRemembered(),
                clock);
    }

    /** Also those of event types that are registered while it runs. */
    private static Pattern topics() {
        return Pattern.compile(Stream.concat(
                        Stream.of(Topics.ofAnyEvents().pattern()),
                        Topics.keptInLake().values().stream()
                                .map(Topic::name)
                                .sorted()
                                .map(Pattern::quote))
                .collect(Collectors.joining("|")));
    }
}
