package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.featurejobs.trainingsets.LakeStates;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.featurecatalogue.CatalogueTopic;
import io.tidemill.schemas.featurecatalogue.Cut;
import io.tidemill.schemas.featurecatalogue.Cuts;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** What the lake has of a version's events, written for the job, entity by entity. */
final class PastFromLake {
    /** So many events, about, may be in memory. */
    private static final long EVENTS_AT_ONCE = 200_000;

    /** What a record may hold, with room for the event around it. */
    private static final int MOST_BYTES = Topic.MAXIMUM_RECORD_BYTES - (32 << 10);

    private final CatalogSettings lake;
    private final Producer<byte[], byte[]> producer;
    private final Clock clock;

    PastFromLake(CatalogSettings lake, Producer<byte[], byte[]> producer, Clock clock) {
        this.lake = lake;
        this.producer = producer;
        this.clock = clock;
    }

    /**
     * Where the tables of the types that a version reads stand.
     *
     * @param snapshots by event type; none of a type whose table has none
     * @param cut which records these snapshots have
     */
    record Reached(Map<String, Long> snapshots, Cuts cut) {
        Reached {
            snapshots = Map.copyOf(snapshots);
        }
    }

    /** Where the tables stand, once each is at or past the end of its type. */
    Optional<Reached> past(Cuts ends) {
        Map<String, Long> snapshots = new HashMap<>();
        Map<String, Cut> cuts = new HashMap<>();
        try (LakeCatalog open = LakeCatalog.open(lake)) {
            for (Map.Entry<String, Cut> end : ends.byType().entrySet()) {
                Optional<LakeStates.Place> place = LakeStates.place(open.tables(), end.getKey());
                Cut cut = new Cut(place.map(LakeStates.Place::next).orElse(Map.of()));
                if (!cut.reaches(end.getValue())) {
                    return Optional.empty();
                }
                place.ifPresent(found -> snapshots.put(end.getKey(), found.snapshotId()));
                cuts.put(end.getKey(), cut);
            }
        }
        return Optional.of(new Reached(snapshots, new Cuts(cuts)));
    }

    /**
     * Writes the state of every entity that the snapshots know, and waits until Kafka has them. Doing it again writes the
     * same.
     *
     * @param snapshots by event type
     * @return where the topic ends after them
     * @throws IllegalArgumentException if a snapshot is gone, or a state is larger than a record may be
     */
    Cut write(ViewVersion version, Map<String, Long> snapshots) {
        Map<Integer, Long> ends = new HashMap<>();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (LakeCatalog open = LakeCatalog.open(lake)) {
            LakeStates states = LakeStates.at(open.tables(), snapshots);
            OptionalLong settled = settled(version.view(), states);
            long events = states.events(version.view());
            int parts = Math.toIntExact(Math.max(1, (events + EVENTS_AT_ONCE - 1) / EVENTS_AT_ONCE));
            for (int part = 0; part < parts; part++) {
                states.visit(
                        version.view(),
                        settled,
                        part,
                        parts,
                        (entity, state) -> producer.send(
                                CatalogueTopic.backfilled(version.id(), entity, bytes(state), clock),
                                (written, failed) -> {
                                    if (failed != null) {
                                        failure.set(failed);
                                    } else {
                                        synchronized (ends) {
                                            ends.merge(written.partition(), written.offset() + 1, Math::max);
                                        }
                                    }
                                }));
            }
        }
        producer.flush();
        Exception failed = failure.get();
        if (failed != null) {
            throw new KafkaException("the past of " + version.id() + " cannot be written", failed);
        }
        synchronized (ends) {
            return new Cut(ends);
        }
    }

    /**
     * How far a view's attributes are settled in the lake: a state is then as large as what is not. One without attributes stands
     * at its events, whatever time it is.
     */
    private static OptionalLong settled(StreamFeatureView view, LakeStates states) {
        boolean hasAttributes = view.eventTypes().size() > view.sources().size();
        return hasAttributes ? states.watermark(List.of(view)) : OptionalLong.empty();
    }

    private static byte[] bytes(ViewState state) {
        byte[] bytes = state.toBytes();
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("what the lake has of one entity takes " + bytes.length
                    + " bytes, expected at most " + MOST_BYTES
                    + ": shorter windows take less, and of a view with attributes a shorter lateness");
        }
        return bytes;
    }
}
