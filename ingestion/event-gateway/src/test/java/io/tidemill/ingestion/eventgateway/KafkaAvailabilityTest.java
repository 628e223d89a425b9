package io.tidemill.ingestion.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KafkaAvailabilityTest {
    private final KafkaAvailability kafka = new KafkaAvailability();

    @Test
    void onceKafkaIsAwayOneAtATimeIsTriedUntilItAnswers() {
        // Given two sends that are let through, of which one is not answered
        KafkaAvailability.Attempt first = kafka.attempt().orElseThrow();
        assertThat(kafka.attempt()).isPresent();
        first.unanswered();
        // When it is tried, then nobody else may meanwhile
        KafkaAvailability.Attempt probe = kafka.attempt().orElseThrow();
        assertThat(kafka.attempt()).isEmpty();
        // And once it is answered, all may
        probe.answered();
        assertThat(kafka.attempt()).isPresent();
        assertThat(kafka.attempt()).isPresent();
    }

    @Test
    void anEventThatIsTooLargeTellsNothingOfKafka() {
        // Given that Kafka is away
        kafka.attempt().orElseThrow().unanswered();
        // When what is tried is an event that the producer refuses by itself
        kafka.attempt().orElseThrow().toldNothing();
        // Then Kafka is away still, and the next is tried
        KafkaAvailability.Attempt next = kafka.attempt().orElseThrow();
        assertThat(kafka.attempt()).isEmpty();
        next.answered();
        assertThat(kafka.attempt()).isPresent();
    }
}
