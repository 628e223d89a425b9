package io.tidemill.schemas.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import io.tidemill.schemas.contracts.RejectedRecord.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RejectedRecordTest {
    private final Headers headers = new RecordHeaders().add("ce_id", new byte[] {'1'});

    @Test
    void whatIsWrittenIsRead() {
        // Given
        RejectedRecord rejected = new RejectedRecord(
                Reason.INVALID_ROW, "金额: no number", Optional.of(new Origin("shop.orders", 3, 1L << 40)));
        // When
        rejected.addTo(headers);
        rejected.addTo(headers);
        // Then
        assertThat(RejectedRecord.of(headers)).contains(rejected);
        assertThat(headers.toArray()).hasSize(6);
    }

    @Test
    void theMarkComesOff() {
        new RejectedRecord(Reason.CONFLICTING_EVENT, "another body").addTo(headers);
        RejectedRecord.removeFrom(headers);
        assertThat(RejectedRecord.of(headers)).isEmpty();
        assertThat(headers.toArray()).hasSize(1);
    }

    @Test
    void aReasonThatIsNotKnownIsKeptInTheDetail() {
        headers.add(RejectedRecord.REASON_HEADER, "FROM_THE_FUTURE".getBytes(StandardCharsets.UTF_8));
        headers.add(RejectedRecord.ORIGIN_TOPIC_HEADER, "a".getBytes(StandardCharsets.UTF_8));
        headers.add(RejectedRecord.ORIGIN_PARTITION_HEADER, "x".getBytes(StandardCharsets.UTF_8));
        assertThat(RejectedRecord.of(headers))
                .contains(new RejectedRecord(Reason.UNREADABLE_DATA, "FROM_THE_FUTURE: "));
    }
}
