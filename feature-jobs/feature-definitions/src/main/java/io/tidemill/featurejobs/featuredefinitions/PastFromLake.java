package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.featurejobs.featuredefinitions.VersionState.Filling;
import io.tidemill.featurejobs.trainingsets.LakeStates;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.featurecatalogue.CatalogueTopic;
import io.tidemill.schemas.featurecatalogue.Cut;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.time.Clock;
import java.util.HashMap;
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

    private final CatalogSettings lake;
    private final Producer<byte[], byte[]> producer;
    private final Clock clock;

    PastFromLake(CatalogSettings lake, Producer<byte[], byte[]> producer, Clock clock) {
        this.lake = lake;
        this.producer = producer;
        this.clock = clock;
    }

    /** The snapshot of a type's table and its cut, once the cut is at or past the ends. */
    Optional<LakeStates.Place> past(String eventType, Cut ends) {
        try (LakeCatalog open = LakeCatalog.open(lake)) {
            LakeStates.Place place = LakeStates.place(open.tables(), eventType)
                    .orElse(new LakeStates.Place(Filling.NO_SNAPSHOT, Map.of()));
            return Optional.of(place).filter(found -> new Cut(found.next()).reaches(ends));
        }
    }

    /**
     * Writes the state of every entity that a snapshot knows, and waits until Kafka has them. Doing it again writes the
     * same.
     *
     * @return where the topic ends after them
     * @throws IllegalArgumentException if the snapshot is gone
     */
    Cut write(ViewVersion version, long snapshotId) {
        Map<Integer, Long> ends = new HashMap<>();
        if (snapshotId == Filling.NO_SNAPSHOT) {
            return new Cut(ends);
        }
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (LakeCatalog open = LakeCatalog.open(lake)) {
            LakeStates states = LakeStates.at(open.tables(), version.view().source(), snapshotId);
            long events = states.events(version.view());
            int parts = Math.toIntExact(Math.max(1, (events + EVENTS_AT_ONCE - 1) / EVENTS_AT_ONCE));
            for (int part = 0; part < parts; part++) {
                states.visit(
                        version.view(),
                        OptionalLong.empty(),
                        part,
                        parts,
                        (entity, state) -> producer.send(
                                CatalogueTopic.backfilled(version.id(), entity, state.toBytes(), clock),
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
}
