package io.tidemill.infra.eventstreams;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;

class EventIdentityTest {
    /** As when a job that was defined with one task is given a second while it runs: see {@link EventIdentity#key}. */
    @Test
    void aTaskThatGetsEventsOfAnotherFailsRatherThanLetADuplicateThrough() {
        // Given two tasks, each with the events that it happens to read
        Configuration settings = JobEnvironment.settings(new JobConfiguration(Map.of()), "two-tasks");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        environment.setParallelism(2);
        DataStream<StreamedEvent> read = environment
                .fromSequence(1, 100)
                .uid("numbers")
                .map(number -> StreamedRecordTypesTest.order("o-" + number))
                .returns(StreamedRecordTypes.EVENTS)
                .uid("orders");
        // When they are taken for those of the task's own keys
        DataStreamUtils.reinterpretAsKeyedStream(read, new EventIdentity())
                .process(new DropDuplicates(Duration.ofDays(1)), StreamedRecordTypes.EVENTS)
                .uid("drop-duplicates")
                .map(StreamedEvent::id)
                .returns(Types.STRING)
                .uid("ids")
                .sinkTo(new DiscardingSink<>())
                .uid("nowhere");
        // Then the job fails
        assertThatThrownBy(() -> environment.execute("two-tasks")).hasStackTraceContaining("KeyGroupRange");
    }
}
