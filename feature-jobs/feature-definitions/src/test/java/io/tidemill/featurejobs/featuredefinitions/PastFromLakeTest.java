package io.tidemill.featurejobs.featuredefinitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.featurejobs.trainingsets.TestingOrders;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.FeaturesBackfilled;
import io.tidemill.schemas.events.MemberRegistered;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.featurecatalogue.CatalogueTopic;
import io.tidemill.schemas.featurecatalogue.Cut;
import io.tidemill.schemas.featurecatalogue.Cuts;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The past of a view whose events are of two types, in two tables that stand at places of their own. */
class PastFromLakeTest {
    private static final Instant BASE = Instant.parse("2026-01-01T00:00:00Z");
    private static final ViewVersion BY_LEVEL = version(
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - name: by_level
                entity: member
                source: order.paid
                attributes: {level: {source: member.registered, column: level}}
                features: [{name: gold, function: count, where: {level: gold}}]
            """);
    private static final ViewAggregation AGGREGATION = ViewAggregation.of(BY_LEVEL.view());
    private static final Cuts ENDS =
            new Cuts(Map.of("order.paid", new Cut(Map.of(0, 3L)), "member.registered", new Cut(Map.of(0, 2L))));

    @Test
    void statesAreOfAllTablesAtTheirOwnPlaces(@TempDir Path folder) throws Exception {
        try (TestKafka kafka = TestKafka.start();
                TestPostgres postgres = TestPostgres.start();
                LakeCatalog lake = LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()));
                KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            kafka.create(List.of(Topics.FEATURE_BACKFILL));
            PastFromLake past = new PastFromLake(
                    CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()), producer, Clock.systemUTC());
            // Given orders and registrations, of which the lake has the first before the second
            TestingOrders orders = TestingOrders.in(lake, "order.paid");
            TestingOrders members = TestingOrders.in(lake, "member.registered");
            List<Event> paid = new ArrayList<>();
            for (int day = 0; day < 50; day++) {
                paid.add(order("m1", day));
            }
            orders.append(offsets("order.paid", 3), paid);
            assertThat(past.past(ENDS)).isEmpty();
            members.append(offsets("member.registered", 2), List.of(registered("m1", 10), registered("m2", 0)));
            // When
            PastFromLake.Reached reached = past.past(ENDS).orElseThrow();
            past.write(BY_LEVEL, reached.snapshots());
            // Then a state is of both, and of a member without an order it remembers the level
            assertThat(reached.cut()).isEqualTo(ENDS);
            byte[] first = written(kafka, "m1");
            assertThat(AGGREGATION.read(first).values()).containsExactly(40L);
            ViewState second = AGGREGATION.read(written(kafka, "m2"));
            assertThat(second.isEmpty()).isTrue();
            Event later = order("m2", 60);
            second.add(AGGREGATION.observe(
                    later.type(), later.time().toEpochMilli(), later.source(), later.id(), later::value));
            assertThat(second.values()).containsExactly(1L);

            // When the tables tell up to when they are complete
            orders.complete(BASE.plus(Duration.ofDays(45)));
            members.complete(BASE.plus(Duration.ofDays(90)));
            Map<String, Long> settled =
                    Map.of("order.paid", orders.snapshotId(), "member.registered", members.snapshotId());
            past.write(BY_LEVEL, settled);
            // Then what is settled by then is kept in tiles, and the values are the same
            byte[] smaller = written(kafka, "m1");
            assertThat(smaller.length).isLessThan(first.length / 3);
            assertThat(AGGREGATION.read(smaller).values()).containsExactly(40L);

            // When a snapshot is gone, or a state has no room in a record
            // Then it is said so
            assertThatThrownBy(() -> past.write(BY_LEVEL, Map.of("order.paid", 99L)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("table order_paid has no snapshot 99 any more");
            List<Event> many = new ArrayList<>();
            for (int number = 0; number < 45_000; number++) {
                many.add(order("m3", 1000 + number));
            }
            orders.append(offsets("order.paid", 3), many);
            assertThatThrownBy(() -> past.write(BY_LEVEL, Map.of("order.paid", orders.snapshotId())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("what the lake has of one entity takes")
                    .hasMessageContaining("lateness");
        }
    }

    private static ViewVersion version(String yaml) {
        FeatureDefinitions definitions = FeatureDefinitions.parse("shop.yaml", yaml);
        return definitions.version(definitions.views().iterator().next(), 2);
    }

    private static Map<String, String> offsets(String type, int next) {
        return Map.of(LakeTables.OFFSETS_PROPERTY, "{\"" + Topics.ofEvents(type).name() + "-0\":" + next + "}");
    }

    private static Event order(String member, int day) {
        OrderPaid data = OrderPaid.newBuilder()
                .setOrderId("o" + day)
                .setMemberId(member)
                .setAmount(BigDecimal.ONE.setScale(4))
                .build();
        return event("order.paid", member, day, data);
    }

    private static Event registered(String member, int day) {
        return event(
                "member.registered",
                member,
                day,
                MemberRegistered.newBuilder()
                        .setMemberId(member)
                        .setLevel("gold")
                        .build());
    }

    private static Event event(String type, String member, int day, IndexedRecord data) {
        return new Event(type + member + day, "/shop", type, member, BASE.plus(Duration.ofDays(day)), "default", data);
    }

    /** The state of an entity that was written last. */
    private static byte[] written(TestKafka kafka, String entity) throws Exception {
        List<byte[]> states = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> read : kafka.committedRecords(Topics.FEATURE_BACKFILL.name())) {
            FeaturesBackfilled data = EventCodec.as(FeaturesBackfilled.class, CatalogueTopic.read(read));
            if (data.getEntity().equals(entity)) {
                byte[] state = new byte[data.getState().remaining()];
                data.getState().get(state);
                states.add(state);
            }
        }
        return states.get(states.size() - 1);
    }
}
