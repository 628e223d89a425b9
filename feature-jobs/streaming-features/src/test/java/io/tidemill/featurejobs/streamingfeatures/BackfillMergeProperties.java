package io.tidemill.featurejobs.streamingfeatures;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.featurejobs.streamingfeatures.FeatureInput.Backfilled;
import io.tidemill.featurejobs.streamingfeatures.FeatureInput.Happened;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.events.MemberRegistered;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.events.OrderRefunded;
import io.tidemill.schemas.featurecatalogue.CatalogueEntry;
import io.tidemill.schemas.featurecatalogue.CatalogueJson;
import io.tidemill.schemas.featurecatalogue.Cut;
import io.tidemill.schemas.featurecatalogue.Cuts;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featurecatalogue.Past;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.UnversionedDocuments;
import io.tidemill.schemas.featureviews.ViewVersion;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** The past from the lake and the events that were kept, in every order in which they can come. */
class BackfillMergeProperties {
    private static final Instant BASE = Instant.parse("2026-01-01T00:00:00Z");
    private static final FeatureDefinitions DEFINITIONS = FeatureDefinitions.parse(
            "shop.yaml",
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                features:
                  - {name: n, function: count}
                  - {name: count_7d, function: count, window: P7D}
                  - {name: max_30d, function: max, column: amount, window: P30D}
                  - {name: last, function: last, column: amount}
              - name: net
                entity: member
                source: order.paid
                takenBackBy: {order.refunded: {}}
                attributes: {level: {source: member.registered, column: level}}
                features:
                  - {name: n_7d, function: count, window: P7D}
                  - {name: amount, function: sum, column: amount}
                  - {name: gold, function: count, where: {level: gold}}
                  - {name: level, function: last, column: level, source: order.paid}
            """);
    private static final ViewVersion VERSION =
            DEFINITIONS.version(DEFINITIONS.view("orders").orElseThrow(), 2);
    /** Of three event types. */
    private static final ViewVersion NET =
            DEFINITIONS.version(DEFINITIONS.view("net").orElseThrow(), 2);

    private static final EntityOfVersion ENTITY = new EntityOfVersion(VERSION.id(), "m1");
    private static final String NOTHING = CatalogueJson.write(new FeatureCatalogue(
            "shop", 0, List.of(), UnversionedDocuments.NONE, List.of(), List.of(), Map.of("orders", 1)));

    /**
     * @param events of the entity, by offset
     * @param aware the first that is sent to the version
     * @param cut the lake has those before
     */
    @Property(tries = 60)
    void everyEventCountsOnce(
            @ForAll @IntRange(max = 12) int events,
            @ForAll @IntRange(max = 12) int aware,
            @ForAll @IntRange(max = 12) int cut,
            @ForAll long seed)
            throws Exception {
        int first = Math.min(aware, events);
        int end = Math.max(first, Math.min(cut, events));
        Random random = new Random(seed);
        List<StreamedEvent> all = new ArrayList<>();
        for (int offset = 0; offset < events; offset++) {
            all.add(event(offset, random));
        }
        // Given what the job is told, in its order, among the events
        Run run = new Run();
        Cuts lake = Cuts.of("order.paid", new Cut(Map.of(0, (long) end)));
        List<Told> told = new ArrayList<>(List.of(
                new Told(catalogue(1, new Past.Awaited()), null),
                new Told(catalogue(2, new Past.Arriving(lake)), null),
                new Told(catalogue(3, new Past.Arrived(lake)), null)));
        if (end > 0) {
            Told past = new Told(
                    null, new Backfilled(ENTITY, state(all.subList(0, end)).toBytes()));
            told.addAll(2, List.of(past, past));
        }
        // When they come mixed, and the task fails now and then; it may be started with what it is told next
        int next = first;
        while (next < events || !told.isEmpty()) {
            boolean event = next < events && (told.isEmpty() || random.nextBoolean());
            if (event) {
                run.input(new Happened(ENTITY, all.get(next++)));
            } else {
                run.tell(told.remove(0));
            }
            if (random.nextInt(6) == 0) {
                String published = told.isEmpty() ? null : told.get(0).catalogue();
                run.fail(published == null || random.nextBoolean() ? NOTHING : published);
            }
        }
        // Then what is emitted last is of all events, and decays as they do
        long watermark = BASE.plus(Duration.ofDays(200)).toEpochMilli();
        run.end(watermark);
        ViewState expected = state(all);
        expected.advance(watermark);
        if (events == 0) {
            assertThat(run.last).isNull();
        } else {
            assertThat(run.last).isEqualTo(new FeatureUpdate(VERSION, "m1", expected.asOf(), expected.values()));
        }
    }

    @Property(tries = 60)
    void everyEventOfEveryTypeCountsOnce(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        List<OfType> types = NET.view().eventTypes().stream()
                .map(type -> OfType.of(type, random))
                .toList();
        List<StreamedEvent> ofLake = types.stream()
                .flatMap(type -> type.events().subList(0, type.end()).stream())
                .toList();
        // Given what the job is told, in its order
        EntityOfVersion entity = new EntityOfVersion(NET.id(), "m1");
        Cuts cuts = new Cuts(
                types.stream().collect(Collectors.toMap(OfType::type, type -> new Cut(Map.of(0, (long) type.end())))));
        List<Told> told = new ArrayList<>(List.of(
                new Told(catalogue(1, NET, new Past.Awaited()), null),
                new Told(catalogue(2, NET, new Past.Arriving(cuts)), null),
                new Told(catalogue(3, NET, new Past.Arrived(cuts)), null)));
        if (!ofLake.isEmpty()) {
            told.add(2, new Told(null, new Backfilled(entity, state(NET, ofLake).toBytes())));
        }
        // And the events of each type from where the job knew the version, which come mixed with those of the others
        List<Deque<StreamedEvent>> coming = types.stream()
                .map(type -> (Deque<StreamedEvent>) new ArrayDeque<>(
                        type.events().subList(type.first(), type.events().size())))
                .toList();
        // When they come, and the task fails now and then
        Run run = new Run();
        while (!told.isEmpty() || coming.stream().anyMatch(events -> !events.isEmpty())) {
            Deque<StreamedEvent> events = coming.get(random.nextInt(coming.size()));
            if (!events.isEmpty() && (told.isEmpty() || random.nextBoolean())) {
                run.input(new Happened(entity, events.remove()));
            } else if (!told.isEmpty()) {
                run.tell(told.remove(0));
            }
            if (random.nextInt(6) == 0) {
                run.fail(NOTHING);
            }
        }
        // Then what is emitted last is of all events
        long watermark = BASE.plus(Duration.ofDays(200)).toEpochMilli();
        run.end(watermark);
        ViewState expected = state(
                NET, types.stream().flatMap(type -> type.events().stream()).toList());
        expected.advance(watermark);
        FeatureUpdate update =
                expected.isEmpty() ? null : new FeatureUpdate(NET, "m1", expected.asOf(), expected.values());
        assertThat(run.last).isEqualTo(update);
    }

    /**
     * The events of one type, by offset.
     *
     * @param first that is sent to the version
     * @param end the lake has those before
     */
    private record OfType(String type, List<StreamedEvent> events, int first, int end) {
        static OfType of(String type, Random random) {
            List<StreamedEvent> events = new ArrayList<>();
            int count = random.nextInt(9);
            for (int offset = 0; offset < count; offset++) {
                events.add(event(type, offset, random));
            }
            int first = random.nextInt(count + 1);
            return new OfType(type, events, first, first + random.nextInt(count - first + 1));
        }
    }

    @Example
    void whatIsRetiredIsTakenOutAndComesNoMore() {
        // Given a version with a value
        Run run = new Run();
        run.tell(new Told(catalogue(1, new Past.Streamed()), null));
        run.input(new Happened(ENTITY, event(0, new Random(1))));
        // When it is retired, and an event comes that was on its way
        run.tell(new Told(retired(2), null));
        run.input(new Happened(ENTITY, event(1, new Random(2))));
        run.end(BASE.plus(Duration.ofDays(200)).toEpochMilli());
        // Then its value is taken out, and nothing comes after
        assertThat(run.last).isEqualTo(FeatureUpdate.removal(VERSION, "m1"));
    }

    @Example
    void whatIsRetiredWhileTheJobIsAwayIsTakenOutOnceItIsBack() {
        // Given a version with a value
        Run run = new Run();
        run.tell(new Told(catalogue(1, new Past.Streamed()), null));
        run.input(new Happened(ENTITY, event(0, new Random(1))));
        // When the job is started without it, fails once more, and then reads what it was started with
        run.fail(retired(2));
        run.fail(retired(2));
        run.tell(new Told(retired(2), null));
        run.end(BASE.plus(Duration.ofDays(200)).toEpochMilli());
        // Then
        assertThat(run.last).isEqualTo(FeatureUpdate.removal(VERSION, "m1"));
    }

    @Example
    void whatWasKeptIsCountedWhenTheJobIsStartedWithTheCatalogueThatEndsTheWaiting() {
        // Given an event that is kept, of an entity that the lake has nothing of
        Run run = new Run();
        run.tell(new Told(catalogue(1, new Past.Awaited()), null));
        run.tell(new Told(catalogue(2, new Past.Arriving(Cuts.BEGINNING)), null));
        StreamedEvent event = event(0, new Random(1));
        run.input(new Happened(ENTITY, event));
        // When
        String arrived = catalogue(3, new Past.Arrived(Cuts.BEGINNING));
        run.fail(arrived);
        run.tell(new Told(arrived, null));
        long watermark = BASE.plus(Duration.ofDays(200)).toEpochMilli();
        run.end(watermark);
        // Then
        ViewState expected = state(List.of(event));
        expected.advance(watermark);
        assertThat(run.last).isEqualTo(new FeatureUpdate(VERSION, "m1", expected.asOf(), expected.values()));
    }

    /** A catalogue, or else a state from the lake. */
    private record Told(@Nullable String catalogue, @Nullable Backfilled backfilled) {}

    private static String catalogue(long revision, Past past) {
        return catalogue(revision, VERSION, past);
    }

    private static String catalogue(long revision, ViewVersion version, Past past) {
        return catalogue(revision, List.of(new CatalogueEntry(version, false, past)));
    }

    private static String retired(long revision) {
        return catalogue(revision, List.of());
    }

    private static String catalogue(long revision, List<CatalogueEntry> entries) {
        return CatalogueJson.write(new FeatureCatalogue(
                "shop",
                revision,
                List.copyOf(DEFINITIONS.entities()),
                UnversionedDocuments.NONE,
                List.of(),
                entries,
                Map.of("orders", 2, "net", 2)));
    }

    private static ViewState state(List<StreamedEvent> events) {
        return state(VERSION, events);
    }

    private static ViewState state(ViewVersion version, List<StreamedEvent> events) {
        ViewAggregation aggregation = ViewAggregation.of(version.view());
        ViewState state = aggregation.newState();
        events.forEach(event -> state.add(
                aggregation.observe(event.type(), event.time(), event.source(), event.id(), event.ownEvent()::value)));
        return state;
    }

    private static StreamedEvent event(int offset, Random random) {
        return event("order.paid", offset, random);
    }

    private static StreamedEvent event(String type, int offset, Random random) {
        Instant time = BASE.plusMillis(random.nextLong(Duration.ofDays(60).toMillis()));
        // Whole amounts, whose sums are the same in any order
        SpecificRecord data =
                switch (type) {
                    case "order.paid" ->
                        OrderPaid.newBuilder()
                                .setOrderId("o" + offset)
                                .setMemberId("m1")
                                .setAmount(
                                        BigDecimal.valueOf(random.nextInt(1000)).setScale(4))
                                .build();
                    case "order.refunded" ->
                        OrderRefunded.newBuilder()
                                .setOrderId("o" + offset)
                                .setMemberId("m1")
                                .setAmount(
                                        BigDecimal.valueOf(random.nextInt(1000)).setScale(4))
                                .build();
                    default ->
                        MemberRegistered.newBuilder()
                                .setMemberId("m1")
                                .setLevel(random.nextBoolean() ? "gold" : "silver")
                                .build();
                };
        Event event = new Event(type + offset, "/shop", type, "m1", time, "default", data);
        return StreamedEvent.of(event, "tidemill.events." + type, 0, offset, time);
    }

    /** A task that can fail at any time. */
    private static final class Run {
        private KeyedBroadcastOperatorTestHarness<String, FeatureInput, String, FeatureUpdate> task =
                open(NOTHING, null);
        private @Nullable FeatureUpdate last;

        void input(FeatureInput input) {
            attempt(() -> task.processElement(new StreamRecord<>(input, 0)));
        }

        void tell(Told told) {
            if (told.backfilled() != null) {
                input(told.backfilled());
            } else {
                attempt(() -> task.processBroadcastElement(new StreamRecord<>(told.catalogue(), 0)));
            }
        }

        void fail(String startedWith) {
            attempt(() -> {
                read();
                OperatorSubtaskState checkpoint = task.snapshot(1, 1);
                task.close();
                task = open(startedWith, checkpoint);
            });
        }

        void end(long watermark) {
            attempt(() -> {
                task.setProcessingTime(Duration.ofMinutes(5).toMillis());
                task.processWatermark(new Watermark(watermark));
                task.processBroadcastWatermark(new Watermark(watermark));
                read();
                task.close();
            });
        }

        private void read() {
            task.extractOutputValues().forEach(update -> last = update);
        }

        private static KeyedBroadcastOperatorTestHarness<String, FeatureInput, String, FeatureUpdate> open(
                String startedWith, @Nullable OperatorSubtaskState checkpoint) {
            try {
                KeyedBroadcastOperatorTestHarness<String, FeatureInput, String, FeatureUpdate> task =
                        new KeyedBroadcastOperatorTestHarness<>(
                                new CoBroadcastWithKeyedOperator<>(
                                        new ComputeFeatures(startedWith, SchemaSource.released(), Clock.systemUTC()),
                                        List.of(CatalogueState.DESCRIPTOR)),
                                input -> input.of().key(),
                                Types.STRING,
                                1,
                                1,
                                0);
                task.setup(FeatureUpdate.TYPE.createSerializer(new SerializerConfigImpl()));
                if (checkpoint != null) {
                    task.initializeState(checkpoint);
                }
                task.open();
                return task;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        /** A step of a harness. */
        private interface Attempt {
            void make() throws Exception;
        }

        private static void attempt(Attempt attempt) {
            try {
                attempt.make();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
