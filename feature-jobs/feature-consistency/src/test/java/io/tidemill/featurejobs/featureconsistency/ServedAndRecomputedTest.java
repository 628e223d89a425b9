package io.tidemill.featurejobs.featureconsistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemill.featurejobs.featureconsistency.comparison.Cause;
import io.tidemill.featurejobs.featureconsistency.comparison.ServedRow;
import io.tidemill.featurejobs.featureconsistency.report.DayReport;
import io.tidemill.featurejobs.featureconsistency.report.DaySummary;
import io.tidemill.featurejobs.featureconsistency.report.FeatureReport;
import io.tidemill.featurejobs.featureconsistency.report.LeftOut;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedAndRecomputedTest {
    private static final int MEMBERS = 4;
    private final Random random = new Random(11);

    @Test
    void whatIsServedWhileEventsComeIsExplainedAndWhatIsWrongIsFound(@TempDir Path folder) throws Exception {
        try (TestingShop shop = new TestingShop(folder)) {
            // Given members who are looked up while their orders come, in disorder, and before any came
            Instant begin = shop.clock.instant();
            int orders = 0;
            for (int round = 0; round < 25; round++) {
                String member = "m" + random.nextInt(MEMBERS);
                shop.lookUp(member);
                shop.order(
                        member,
                        shop.clock.instant().minusMillis(random.nextInt(20_000)),
                        random.nextInt(1000) / 100.0,
                        random.nextBoolean() ? "tea" : "cup");
                orders += member.equals("m0") ? 1 : 0;
                shop.lookUp("m" + random.nextInt(MEMBERS));
            }
            shop.awaitServed("m0", orders);
            shop.awaitLake();

            // When the lake is asked
            DayReport honest = compare(shop, begin);
            // Then nothing that was served is unexplained, and a good part is what is recomputed
            assertThat(honest.features()).hasSize(5);
            assertThat(honest.features())
                    .allSatisfy(feature ->
                            assertThat(feature.unexplained()).as("%s", feature).isZero());
            assertThat(honest.compared()).isEqualTo(5 * honest.rows());
            assertThat(honest.notCompared()).isZero();
            assertThat(honest.failed()).isEmpty();
            assertThat(feature(honest, "orders:count_all").equal()).isPositive();
            long late = feature(honest, "orders:count_all").causes().getOrDefault(Cause.LATE_EVENT, 0L);

            // When somebody changes a sum in Redis, and an order comes that happened before the last lookup
            shop.tamper("orders", "m0", "sum_1h", FeatureValue.of(4711.5));
            shop.lookUp("m0");
            Instant before = shop.clock.instant().minusSeconds(1);
            shop.order("late", before.minusSeconds(60), 3, "tea");
            shop.awaitServed("late", 1);
            shop.order("late", before, 5, "cup");
            shop.awaitServed("late", 2);
            shop.awaitLake();

            // And two decisions used values of a member of one order, and one of them is wrong
            Instant paid = shop.clock.instant().minusSeconds(30).truncatedTo(ChronoUnit.MILLIS);
            shop.order("decided", paid, 7.25, "tea");
            shop.awaitServed("decided", 1);
            shop.decide("decided", Map.of("orders:count_all", 1.0, "orders:sum_1h", 7.25), paid);
            shop.decide("decided", Map.of("orders:count_all", 2.0, "orders:sum_1h", 7.25), paid);
            shop.awaitLake();

            // Then the sum is a bug, by its member, and the decision's count is
            DayReport found = compare(shop, begin);
            assertThat(found.failed()).containsExactly("orders:count_all", "orders:sum_1h");
            assertThat(feature(found, "orders:count_all").causes()).containsEntry(Cause.BUG, 1L);
            assertThat(feature(found, "orders:count_all").examples().get(0)).satisfies(example -> {
                assertThat(example.reader()).isEqualTo(ServedRow.Reader.DECISION);
                assertThat(example.served()).isEqualTo("2");
                assertThat(example.recomputed()).isEqualTo("1");
            });
            FeatureReport sum = feature(found, "orders:sum_1h");
            assertThat(sum.causes()).containsEntry(Cause.BUG, 1L);
            assertThat(sum.examples().get(0)).satisfies(example -> {
                assertThat(example.entity()).isEqualTo("m0");
                assertThat(example.cause()).isEqualTo(Cause.BUG);
                assertThat(example.served()).isEqualTo("4711.5");
            });
            // And what was served before the late order came is that
            assertThat(feature(found, "orders:count_all").causes().getOrDefault(Cause.LATE_EVENT, 0L))
                    .isGreaterThan(late);
        }
    }

    @Test
    void viewsOfSeveralTypesAndKeysAreComparedToo(@TempDir Path folder) throws Exception {
        try (TestingShop shop = new TestingShop(folder)) {
            // Given members who pay and give back in two shops and come to levels, and are looked up meanwhile
            Instant begin = shop.clock.instant();
            double amount = 0;
            for (int round = 0; round < 20; round++) {
                String member = "m" + random.nextInt(2);
                String where = "s" + random.nextInt(2);
                double money = random.nextInt(3) == 0 ? -random.nextInt(100) - 1 : random.nextInt(100) + 1;
                Instant time = shop.clock.instant().minusMillis(random.nextInt(20_000));
                shop.tradeIn(where, member, time, money);
                amount += member.equals("m0") && where.equals("s0") ? money : 0;
                if (round % 4 == 0) {
                    shop.register(member, time, round % 8 == 0 ? "gold" : "silver");
                }
                shop.lookUp("net", "m0:s0,m1:s1", "amount");
                shop.lookUp("by_level", "m0,m1", "gold");
            }
            shop.tradeIn("s0", "m0", shop.clock.instant(), 4);
            shop.awaitServed("net", "m0:s0", "amount", amount + 4);
            shop.awaitLake();
            // When the lake is asked
            DayReport report = compare(shop, begin);
            // Then nothing is unexplained
            assertThat(report.features())
                    .extracting(FeatureReport::feature)
                    .containsExactly("by_level:gold", "by_level:orders", "net:amount", "net:orders_1h");
            assertThat(report.features()).allSatisfy(feature -> {
                assertThat(feature.unexplained()).as("%s", feature).isZero();
                assertThat(feature.judged()).isPositive();
            });
            assertThat(feature(report, "net:amount").equal()).isPositive();
            assertThat(report.leftOut()).isEmpty();
            assertThat(report.whyNothing()).isEmpty();

            // When views are not defined any more, or about others than they were
            FeatureDefinitions others = FeatureDefinitions.parse(
                    "shop.yaml",
                    """
                    project: shop
                    entities: [{name: member, joinKey: member_id, valueType: string}]
                    streamFeatureViews:
                      - {name: net, entity: member, source: order.paid, features: [{name: n, function: count}]}
                    """);
            DayReport nothing = compare(shop, begin, others);
            // Then nothing is compared, and it is said of what
            assertThat(nothing.compared()).isZero();
            assertThat(nothing.leftOut())
                    .extracting(LeftOut::view, LeftOut::kind)
                    .containsExactly(
                            tuple("by_level", LeftOut.Kind.NOT_DEFINED), tuple("net", LeftOut.Kind.OTHER_KEYS));
            assertThat(nothing.whyNothing())
                    .contains("none of the " + nothing.rows() + " rows on record can be compared");
            assertThat(DaySummary.of(nothing, "passed", Optional.empty()).verdict())
                    .isEqualTo("nothing-compared");

            // When somebody changes the amount of one member in one shop
            shop.tamper("net", "m0:s0", "amount", FeatureValue.of(4711.5));
            shop.lookUp("net", "m0:s0", "amount");
            shop.awaitLake();
            // Then it is a bug of that member in that shop
            DayReport found = compare(shop, begin);
            assertThat(found.failed()).containsExactly("net:amount");
            FeatureReport wrong = feature(found, "net:amount");
            assertThat(wrong.causes()).containsEntry(Cause.BUG, 1L);
            assertThat(wrong.examples().get(0).entity()).isEqualTo("m0:s0");
            assertThat(wrong.examples().get(0).keys()).containsExactly("m0", "s0");
            assertThat(found.without("m0").features())
                    .flatExtracting(FeatureReport::examples)
                    .noneMatch(example -> example.entity().startsWith("m0"));
        }
    }

    /** The day of an instant, up to now. */
    private static DayReport compare(TestingShop shop, Instant begin) {
        return compare(shop, begin, shop.definitions);
    }

    private static DayReport compare(TestingShop shop, Instant begin, FeatureDefinitions definitions) {
        Instant now = shop.clock.instant();
        DayComparison comparison = new DayComparison(
                shop.catalog.tables(),
                definitions,
                // A busy machine may let an event wait for long.
                new ConsistencyLimits(0.001, Duration.ofMinutes(10), Duration.ZERO, 1000, 1000));
        List<Progress> progress = new ArrayList<>();
        LocalDate first = LocalDate.ofInstant(begin, ZoneOffset.UTC);
        DayReport report =
                comparison.compare(new DayComparison.Request(first, 0, Set.of(), now, now), List.of(), progress::add);
        assertThat(progress).isNotEmpty();
        return report;
    }

    private static FeatureReport feature(DayReport report, String reference) {
        return report.features().stream()
                .filter(feature -> feature.feature().equals(reference))
                .findFirst()
                .orElseThrow();
    }
}
