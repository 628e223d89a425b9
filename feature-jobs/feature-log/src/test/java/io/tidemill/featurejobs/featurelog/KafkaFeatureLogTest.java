package io.tidemill.featurejobs.featurelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.ValueKind;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.FeatureServed;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.events.ServedValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KafkaFeatureLogTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.250Z");
    private static final EntityKey MEMBER = EntityKey.of("member_id", "m-1");
    private final PrometheusRegistry metrics = new PrometheusRegistry();

    @Test
    void whatWasServedIsOnTheTopicWithTypesAndWhoAsked() throws Exception {
        try (TestKafka kafka = TestKafka.start()) {
            kafka.create(List.of(Topics.FEATURES_SERVED));
            // Given a log of everything
            try (FeatureLog log = KafkaFeatureLog.start(
                    new FeatureLogSettings(1, 100, kafka.bootstrapServers()), metrics, Clock.systemUTC())) {
                assertThat(log.wants(MEMBER, NOW)).isTrue();
                // When a row of every type is added, and one of nothing stored
                log.add(row(MEMBER, Optional.of(NOW.minusSeconds(60)), values()));
                log.add(row(
                        EntityKey.of("shop_number", 7),
                        Optional.empty(),
                        List.of(new ServedRow.Value("count", "NOT_FOUND", FeatureValue.NULL))));
                await().untilAsserted(() ->
                        assertThat(count("tidemill_feature_log_rows", Map.of())).isEqualTo(2));
            }

            // Then both are events of the entity, each under an id of its own
            List<Event> events = events(kafka);
            assertThat(events).extracting(Event::subject).containsExactlyInAnyOrder("m-1", "7");
            assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
            Event event = events.stream()
                    .filter(each -> each.subject().equals("m-1"))
                    .findFirst()
                    .orElseThrow();
            assertThat(event.tenantId()).isEqualTo("tea");
            assertThat(event.time()).isEqualTo(NOW);
            // And hold what was told, to the bit
            FeatureServed served = EventCodec.as(FeatureServed.class, event);
            assertThat(served.getJoinKeys()).containsExactly(Map.entry("member_id", "m-1"));
            assertThat(served.getCaller()).isEqualTo("ann");
            assertThat(served.getStoredAt()).isEqualTo(NOW.minusSeconds(60));
            assertThat(served.getValues())
                    .extracting(ServedValue::getType)
                    .containsExactly("INT64", "DOUBLE", "STRING", "UNIX_TIMESTAMP", "DOUBLE_LIST", "NULL");
            assertThat(served.getValues().get(0).getWhole()).isEqualTo(Long.MAX_VALUE);
            assertThat(served.getValues().get(1).getNumber()).isEqualTo(0.1 + 0.2);
            assertThat(served.getValues().get(2).getText()).isEqualTo("乌龙");
            assertThat(served.getValues().get(3).getWhole()).isEqualTo(1_700_000_000L);
            assertThat(served.getValues().get(4).getItems()).containsExactly("0.30000000000000004", "-1.0");
            assertThat(served.getValues().get(5).getStatus()).isEqualTo("NULL_VALUE");
        }
    }

    @Test
    void aRowThatIsNoEventDoesNotEndTheLog() throws Exception {
        try (TestKafka kafka = TestKafka.start()) {
            kafka.create(List.of(Topics.FEATURES_SERVED));
            try (FeatureLog log = KafkaFeatureLog.start(
                    new FeatureLogSettings(1, 100, kafka.bootstrapServers()), metrics, Clock.systemUTC())) {
                // Given a row that was asked for an instant which has no milliseconds
                ServedRow good = row(MEMBER, Optional.of(NOW), values());
                log.add(new ServedRow(
                        good.caller(),
                        good.view(),
                        good.definition(),
                        MEMBER,
                        NOW,
                        Instant.MAX,
                        good.storedAt(),
                        good.values()));
                // When another follows
                log.add(good);
                // Then that one is taken down, and the first is counted as dropped
                await().untilAsserted(() ->
                        assertThat(count("tidemill_feature_log_rows", Map.of())).isEqualTo(1));
                assertThat(count("tidemill_feature_log_dropped", Map.of("reason", "no-event")))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void withoutKafkaNobodyWaitsAndWhatIsDroppedIsCounted() {
        // Given a log whose Kafka is not there, and room for ten rows
        try (FeatureLog log = KafkaFeatureLog.start(
                new FeatureLogSettings(1, 10, "127.0.0.1:" + FreePorts.next()), metrics, Clock.systemUTC())) {
            // When many more are added
            long start = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                log.add(row(MEMBER, Optional.of(NOW), values()));
            }
            // Then adding took no time, and what found no room is counted
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(count("tidemill_feature_log_dropped", Map.of("reason", "queue-full")))
                    .isBetween(980.0, 990.0);
            // And what found room is counted too, once Kafka has not taken it
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(count("tidemill_feature_log_dropped", Map.of("reason", "kafka")))
                            .isPositive());
        }
    }

    @Test
    void ofAShareOfNothingThereIsNoLog() {
        assertThat(KafkaFeatureLog.start(new FeatureLogSettings(0, 10, ""), metrics, Clock.systemUTC()))
                .isSameAs(FeatureLog.OFF);
    }

    private static List<ServedRow.Value> values() {
        return List.of(
                new ServedRow.Value("whole", "PRESENT", FeatureValue.of(Long.MAX_VALUE)),
                new ServedRow.Value("number", "PRESENT", FeatureValue.of(0.1 + 0.2)),
                new ServedRow.Value("text", "OUTSIDE_MAX_AGE", FeatureValue.of("乌龙")),
                new ServedRow.Value("time", "PRESENT", new FeatureValue.UnixTimestamp(1_700_000_000)),
                new ServedRow.Value(
                        "list",
                        "PRESENT",
                        new FeatureValue.Array(
                                ValueKind.DOUBLE, List.of(FeatureValue.of(0.1 + 0.2), FeatureValue.of(-1.0)))),
                new ServedRow.Value("none", "NULL_VALUE", FeatureValue.NULL));
    }

    private static ServedRow row(EntityKey entity, Optional<Instant> storedAt, List<ServedRow.Value> values) {
        Caller caller = new Caller("ann", "tea", Set.of(Role.READER));
        return new ServedRow(caller, "orders", "0123456789abcdef", entity, NOW, NOW, storedAt, values);
    }

    private static List<Event> events(TestKafka kafka) throws Exception {
        EventCodec codec = new EventCodec(ReleasedSchemas.load());
        List<Event> events = new ArrayList<>();
        for (var record : kafka.committedRecords(Topics.FEATURES_SERVED.name())) {
            events.add(codec.decode(record.headers(), record.value()));
        }
        return events;
    }

    private double count(String name, Map<String, String> labels) {
        return metrics.scrape(found -> found.equals(name)).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> labels.entrySet().stream().allMatch(label -> label.getValue()
                        .equals(point.getLabels().get(label.getKey()))))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }
}
