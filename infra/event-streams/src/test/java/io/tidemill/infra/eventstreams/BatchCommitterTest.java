package io.tidemill.infra.eventstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.schemas.contracts.Topics;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.junit.jupiter.api.Test;

class BatchCommitterTest {
    @Test
    void aBatchIsSentOnceThoughTheJobComesBackWithIt() throws Exception {
        try (TestKafka kafka = TestKafka.start()) {
            kafka.create(List.of(Topics.DECISIONS));
            OutgoingBatch first = batch("first", "1", "2");
            OutgoingBatch second = batch("second", "3");
            try (BatchCommitter committer = new BatchCommitter(kafka.bootstrapServers(), "test", 0)) {
                // Given a batch that was sent
                committer.commit(List.of(new TestingRequest(first)));
                // When another committer comes with it and the next one
                try (BatchCommitter restored = new BatchCommitter(kafka.bootstrapServers(), "test", 0)) {
                    restored.commit(List.of(new TestingRequest(first), new TestingRequest(second)));
                }
                // Then each record is there once
                assertThat(kafka.committedRecords(Topics.DECISIONS.name())).hasSize(3);
                // And the first committer is fenced off
                assertThatThrownBy(() -> committer.commit(List.of(new TestingRequest(batch("third", "4")))))
                        .hasMessageContaining("cannot send a batch");
                assertThat(kafka.committedRecords(Topics.DECISIONS.name())).hasSize(3);
            }
        }
    }

    @Test
    void aBatchSurvivesItsCheckpoint() throws Exception {
        OutgoingBatch batch = batch("id", "1", "2");
        OutgoingBatchSerializer serializer = new OutgoingBatchSerializer();

        OutgoingBatch read = serializer.deserialize(serializer.getVersion(), serializer.serialize(batch));

        assertThat(read.id()).isEqualTo("id");
        assertThat(read.records()).hasSize(2);
        assertThat(read.records().get(1).value())
                .isEqualTo(batch.records().get(1).value());
    }

    private static OutgoingBatch batch(String id, String... events) {
        return new OutgoingBatch(
                0,
                id,
                List.of(events).stream()
                        .map(event -> OutgoingRecord.of(
                                Topics.DECISIONS,
                                StreamedRecordTypesTest.order(event).event(),
                                Instant.EPOCH))
                        .toList());
    }

    private record TestingRequest(OutgoingBatch batch) implements CommitRequest<OutgoingBatch> {
        @Override
        public OutgoingBatch getCommittable() {
            return batch;
        }

        @Override
        public int getNumberOfRetries() {
            return 0;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void retryLater() {
            throw new IllegalStateException("retried");
        }

        @Override
        public void updateAndRetryLater(OutgoingBatch batch) {
            throw new IllegalStateException("retried");
        }

        @Override
        public void signalAlreadyCommitted() {
            // As expected of a batch that was sent.
        }
    }
}
