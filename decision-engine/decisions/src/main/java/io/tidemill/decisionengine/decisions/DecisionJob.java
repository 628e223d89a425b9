package io.tidemill.decisionengine.decisions;

import io.tidemill.infra.eventstreams.EventTopics;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import io.tidemill.infra.eventstreams.TransactionalTopics;
import io.tidemill.schemas.contracts.Topics;
import java.time.Clock;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job that decides on every business event, also of types that are registered while it runs, for any Flink cluster: {@code DecisionJob --config FILE}. */
public final class DecisionJob {
    /** The job's name. */
    public static final String NAME = "decisions";

    private DecisionJob() {}

    /** Submits the job to the cluster it is started on. */
    public static void main(String[] arguments) throws Exception {
        define(JobConfiguration.fromArguments(arguments)).execute(NAME);
    }

    /** The job, ready to be executed. */
    static StreamExecutionEnvironment define(JobConfiguration configuration) {
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration, NAME);
        DecisionWorkflow.define(
                configuration,
                EventTopics.readOnwards(
                        environment, configuration, "decisions-events", Topics.ofAnyEvents(), Clock.systemUTC()),
                TransactionalTopics.sink(configuration, NAME, "decisions-out"));
        return environment;
    }
}
