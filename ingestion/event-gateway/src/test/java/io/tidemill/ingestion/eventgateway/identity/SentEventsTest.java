package io.tidemill.ingestion.eventgateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.schemas.contracts.EventContent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SentEventsTest {
    private static final EventKey KEY = EventKey.of("/shop", "1");
    private static final EventContent CONTENT = new EventContent(1, 42);
    private static final FirstEvent FIRST = new FirstEvent(CONTENT, Instant.EPOCH);

    private final SentEvents sent = new SentEvents(10);

    @Test
    void theSecondWaitsForTheFirst() {
        // Given
        assertThat(sent.claim(KEY, CONTENT)).isInstanceOf(Claim.New.class);
        Claim second = sent.claim(KEY, CONTENT);
        // When
        sent.acknowledged(KEY, FIRST);
        // Then
        assertThat(second).isInstanceOfSatisfying(Claim.InFlight.class, waiting -> assertThat(waiting.acknowledged())
                .isCompletedWithValue(FIRST));
        assertThat(sent.claim(KEY, CONTENT)).isEqualTo(new Claim.Taken(FIRST));
        assertThat(sent.inFlight()).isZero();
    }

    @Test
    void whatFailedMayBeSentAgainWithAnyContent() {
        sent.claim(KEY, CONTENT);
        Claim second = sent.claim(KEY, CONTENT);
        sent.failed(KEY, new IllegalStateException("away"));
        assertThat(second).isInstanceOfSatisfying(Claim.InFlight.class, waiting -> assertThat(waiting.acknowledged())
                .isCompletedExceptionally());
        assertThat(sent.claim(KEY, new EventContent(1, 43))).isInstanceOf(Claim.New.class);
    }

    @Test
    void anotherContentHasAnotherKey() {
        assertThat(KEY.with(CONTENT)).isEqualTo(KEY.with(new EventContent(1, 42)));
        assertThat(KEY.with(CONTENT)).isNotEqualTo(KEY.with(new EventContent(1, 43)));
        assertThat(KEY.with(CONTENT)).isNotEqualTo(KEY);
        assertThat(EventKey.of("/sho", "p1")).isNotEqualTo(EventKey.of("/shop", "1"));
    }
}
