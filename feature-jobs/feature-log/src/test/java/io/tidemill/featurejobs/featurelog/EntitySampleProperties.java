package io.tidemill.featurejobs.featurelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class EntitySampleProperties {
    private static final int ENTITIES = 20_000;

    @Property(tries = 20)
    void aShareOfTheEntitiesIsChosen(
            @ForAll @DoubleRange(max = 1) double share, @ForAll @LongRange(max = 40_000) long day) {
        // Given many entities whose ids differ little
        EntitySample sample = new EntitySample(share);
        Instant at = Instant.EPOCH.plus(Duration.ofDays(day));
        // When they are asked about
        long chosen = IntStream.range(0, ENTITIES)
                .filter(number -> sample.holds(member("m-" + number), at))
                .count();
        // Then the share of them is chosen, to five standard deviations
        double deviation = Math.sqrt(share * (1 - share) / ENTITIES);
        assertThat((double) chosen / ENTITIES).isCloseTo(share, within(5 * deviation + 1e-9));
    }

    @Property
    void anEntityIsChosenForAWholeDayByEveryServer(
            @ForAll @StringLength(min = 1, max = 30) String id,
            @ForAll @LongRange(max = 40_000) long day,
            @ForAll @LongRange(max = 86_399_999) long millisecond,
            @ForAll @DoubleRange(max = 1) double share) {
        Instant midnight = Instant.EPOCH.plus(Duration.ofDays(day));
        assertThat(new EntitySample(share).holds(member(id), midnight.plusMillis(millisecond)))
                .isEqualTo(new EntitySample(share).holds(member(id), midnight));
    }

    @Property(tries = 5)
    void ofAnotherDayOthersAreChosen(@ForAll @LongRange(max = 40_000) long day) {
        EntitySample half = new EntitySample(0.5);
        Instant at = Instant.EPOCH.plus(Duration.ofDays(day));
        long same = IntStream.range(0, ENTITIES)
                .filter(number -> half.holds(member("m-" + number), at)
                        == half.holds(member("m-" + number), at.plus(Duration.ofDays(1))))
                .count();
        assertThat((double) same / ENTITIES).isCloseTo(0.5, within(0.03));
    }

    @Property
    void ofNoneNoneIsChosenAndOfAllAll(@ForAll @StringLength(min = 1, max = 30) String id) {
        assertThat(new EntitySample(0).holds(member(id), Instant.EPOCH)).isFalse();
        assertThat(new EntitySample(1).holds(member(id), Instant.EPOCH)).isTrue();
    }

    private static EntityKey member(String id) {
        return EntityKey.of("member_id", id);
    }
}
