package io.tidemill.featurejobs.streamingfeatures;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.featurejobs.streamingfeatures.FeatureInput.Backfilled;
import io.tidemill.featurejobs.streamingfeatures.FeatureInput.Happened;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.featurecatalogue.CatalogueEntry;
import io.tidemill.schemas.featurecatalogue.CatalogueJson;
import io.tidemill.schemas.featurecatalogue.Cut;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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
            """);
    private static final ViewVersion VERSION =
            DEFINITIONS.version(DEFINITIONS.views().iterator().next(), 2);
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
        Cut lake = new Cut(Map.of(0, (long) end));
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
        run.tell(new Told(catalogue(2, new Past.Arriving(Cut.BEGINNING)), null));
        StreamedEvent event = event(0, new Random(1));
        run.input(new Happened(ENTITY, event));
        // When
        String arrived = catalogue(3, new Past.Arrived(Cut.BEGINNING));
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
        return catalogue(revision, List.of(new CatalogueEntry(VERSION, false, past)));
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
                Map.of("orders", 2)));
    }

    private static ViewState state(List<StreamedEvent> events) {
        ViewAggregation aggregation = ViewAggregation.of(VERSION.view());
        ViewState state = aggregation.newState();
        events.forEach(event ->
                state.add(aggregation.observe(event.time(), event.source(), event.id(), event.ownEvent()::value)));
        return state;
    }

    private static StreamedEvent event(int offset, Random random) {
        OrderPaid order = OrderPaid.newBuilder()
                .setOrderId("o" + offset)
                .setMemberId("m1")
                .setAmount(BigDecimal.valueOf(random.nextInt(1000)).setScale(4))
                .build();
        Instant time = BASE.plusMillis(random.nextLong(Duration.ofDays(60).toMillis()));
        Event event = new Event("e" + offset, "/shop", "order.paid", "m1", time, "default", order);
        return StreamedEvent.of(event, "tidemill.events.order.paid", 0, offset, time);
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
