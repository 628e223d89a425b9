package io.tidemill.featurejobs.onlinestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.testsupport.TestRedis;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** The script compares times as Java does, before 1970 and to the nanosecond. */
class WriteScriptProperties {
    private static final OnlineView VIEW = OnlineView.of("view", List.of("feature"));

    private static final TestRedis REDIS = TestRedis.start();
    private static final OnlineStoreWriter WRITER =
            OnlineStoreWriter.open(OnlineStoreConfig.of("127.0.0.1", REDIS.port(), "p"));
    private static long entity;

    @AfterContainer
    static void stop() {
        WRITER.close();
        REDIS.close();
    }

    @Property(tries = 300)
    void aRowIsWrittenAsItsTimeAllows(@ForAll("times") Instant first, @ForAll("times") Instant second) {
        assertThat(written(first, second, WriteRule.NEWER_ONLY)).isEqualTo(second.isAfter(first));
        assertThat(written(first, second, WriteRule.NOT_OLDER)).isEqualTo(!second.isBefore(first));
    }

    @Provide
    Arbitrary<Instant> times() {
        Arbitrary<Long> seconds = Arbitraries.oneOf(
                Arbitraries.longs().between(-62_135_596_800L, 253_402_300_799L),
                Arbitraries.longs().between(-2, 2),
                Arbitraries.longs().between(1_700_000_000, 1_700_000_001));
        Arbitrary<Integer> nanos = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 999_999_999), Arbitraries.of(0, 1, 127, 128, 999_999_999));
        return seconds.flatMap(second -> nanos.map(nano -> Instant.ofEpochSecond(second, nano)));
    }

    private static boolean written(Instant first, Instant second, WriteRule rule) {
        EntityKey key = EntityKey.of("id", entity++);
        assertThat(WRITER.write(List.of(row(key, first)), rule).written()).isEqualTo(1);
        return WRITER.write(List.of(row(key, second)), rule).written() == 1;
    }

    private static FeatureRow row(EntityKey key, Instant time) {
        return new FeatureRow(VIEW, key, time, List.of(FeatureValue.of(1)));
    }
}
