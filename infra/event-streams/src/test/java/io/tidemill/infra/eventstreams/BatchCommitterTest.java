package io.tidemill.infra.eventstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // JUnit fills the field.
class BatchCommitterTest {
    private static TestKafka kafka;

    @BeforeAll
    static void startKafka() {
        kafka = TestKafka.start();
        kafka.create(List.of(Topics.DECISIONS, Topics.ACTIONS));
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void aBatchIsSentOnceThoughTheJobComesBackWithIt() throws Exception {
        OutgoingBatch first = batch(0, "first", Topics.DECISIONS, "1", "2");
        OutgoingBatch second = batch(0, "second", Topics.DECISIONS, "3");
        int before = decisions();
        try (BatchCommitter committer = start("again", 0, 1)) {
            // Given a batch that was sent
            commit(committer, first);
            // When another committer comes with it and the next one
            try (BatchCommitter restored = start("again", 0, 1)) {
                commit(restored, first, second);
            }
            // Then each record is there once
            assertThat(decisions() - before).isEqualTo(3);
            // And the first committer is fenced off
            assertThatThrownBy(() -> commit(committer, batch(0, "third", Topics.DECISIONS, "4")))
                    .hasMessageContaining("cannot send a batch");
            assertThat(decisions() - before).isEqualTo(3);
        }
    }

    @Test
    void whoeverStartsFencesOffTheFormerRunBeforeItHasABatch() throws Exception {
        int before = decisions();
        try (BatchCommitter first = start("eager", 0, 2);
                BatchCommitter second = start("eager", 1, 2)) {
            // Given a run of two subtasks
            commit(first, batch(0, "a", Topics.DECISIONS, "1"));
            commit(second, batch(1, "b", Topics.DECISIONS, "2"));
            // When a run of one starts
            try (BatchCommitter only = start("eager", 0, 1)) {
                // Then neither of the former can send any more
                assertThatThrownBy(() -> commit(first, batch(0, "c", Topics.DECISIONS, "3")))
                        .hasMessageContaining("cannot send a batch");
                assertThatThrownBy(() -> commit(second, batch(1, "d", Topics.DECISIONS, "4")))
                        .hasMessageContaining("cannot send a batch");
                // And the new one knows of the batches of both
                commit(
                        only,
                        batch(0, "a", Topics.DECISIONS, "1"),
                        batch(1, "b", Topics.DECISIONS, "2"),
                        batch(1, "e", Topics.DECISIONS, "5"));
            }
        }
        assertThat(decisions() - before).isEqualTo(3);
    }

    @Test
    void theNewestBatchesAreRememberedWhicheverTopicTheyBeganWith() throws Exception {
        int before = decisions();
        // Given many batches, a few of which begin with a record of another topic
        try (BatchCommitter committer = start("mixed", 0, 1)) {
            for (int i = 0; i < BatchSender.REMEMBERED + 10; i++) {
                commit(committer, batch(0, "batch-" + i, i % 40 == 39 ? Topics.ACTIONS : Topics.DECISIONS, "x" + i));
            }
        }
        int sent = decisions() - before;
        // When a job comes back, sends a few more, and comes back again with all of them
        try (BatchCommitter restored = start("mixed", 0, 1)) {
            for (int i = 0; i < 5; i++) {
                commit(restored, batch(0, "more-" + i, Topics.DECISIONS, "y" + i));
            }
        }
        try (BatchCommitter again = start("mixed", 0, 1)) {
            for (int i = 20; i < BatchSender.REMEMBERED + 10; i++) {
                commit(again, batch(0, "batch-" + i, Topics.DECISIONS, "x" + i));
            }
            commit(again, batch(0, "more-4", Topics.DECISIONS, "y4"));
        }
        // Then none is sent again
        assertThat(decisions() - before).isEqualTo(sent + 5);
    }

    @Test
    void aBatchSurvivesItsCheckpoint() throws Exception {
        OutgoingBatch batch = batch(0, "id", Topics.DECISIONS, "1", "2");
        OutgoingBatchSerializer serializer = new OutgoingBatchSerializer();

        OutgoingBatch read = serializer.deserialize(serializer.getVersion(), serializer.serialize(batch));

        assertThat(read.id()).isEqualTo("id");
        assertThat(read.records()).hasSize(2);
        assertThat(read.records().get(1).value())
                .isEqualTo(batch.records().get(1).value());
    }

    private static BatchCommitter start(String name, int subtask, int subtasks) throws IOException {
        return BatchCommitter.start(kafka.bootstrapServers(), name, subtask, subtasks);
    }

    private static void commit(BatchCommitter committer, OutgoingBatch... batches) throws Exception {
        committer.commit(Stream.of(batches)
                .<CommitRequest<OutgoingBatch>>map(TestingRequest::new)
                .toList());
    }

    private static int decisions() {
        return kafka.committedRecords(Topics.DECISIONS.name()).size();
    }

    private static OutgoingBatch batch(int origin, String id, Topic topic, String... events) {
        return new OutgoingBatch(
                origin,
                id,
                List.of(events).stream()
                        .map(event -> OutgoingRecord.of(
                                topic, StreamedRecordTypesTest.order(event).event(StreamedEvent.CODEC), Instant.EPOCH))
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
