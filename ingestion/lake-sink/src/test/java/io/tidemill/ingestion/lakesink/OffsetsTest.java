package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetsTest {
    @Property(tries = 200)
    void whatIsWrittenIsRead(
            @ForAll @Size(max = 8) Map<@IntRange(max = 20) Integer, @LongRange(min = 1) Long> byPartition) {
        Offsets offsets = of(byPartition);
        assertThat(Offsets.parse(offsets.toJson())).isEqualTo(offsets);
    }

    @Property(tries = 200)
    void theFurtherOfTwoReachesBoth(
            @ForAll @Size(max = 8) Map<@IntRange(max = 5) Integer, @LongRange(min = 1, max = 9) Long> one,
            @ForAll @Size(max = 8) Map<@IntRange(max = 5) Integer, @LongRange(min = 1, max = 9) Long> other) {
        Offsets furthest = of(one).max(of(other));
        assertThat(furthest.reaches(of(one)) && furthest.reaches(of(other))).isTrue();
        assertThat(of(one).reaches(of(other))).isEqualTo(of(one).max(of(other)).equals(of(one)));
    }

    @Test
    void whatIsNoOffsetsIsNamed() {
        assertThatThrownBy(() -> Offsets.parse("{\"topic\":1}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{\"topic\":1}");
    }

    private static Offsets of(Map<Integer, Long> byPartition) {
        return new Offsets(byPartition.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> new TopicPartition("tidemill.events.a-b.c", entry.getKey()), Map.Entry::getValue)));
    }
}
