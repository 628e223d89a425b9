package io.tidemill.decisionengine.decisions;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineLookup;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Features from the online store, all of a decision's in one round trip. */
public final class OnlineFeatures implements FeatureSource {
    private static final double MILLISECONDS = 1000;

    private final Supplier<FeatureDefinitions> definitions;
    private final OnlineStoreReader store;
    private volatile StoredViews views;

    /** Of definitions that never change. */
    public OnlineFeatures(FeatureDefinitions definitions, OnlineStoreReader store) {
        this(() -> definitions, store);
    }

    /** @param definitions asked once for each decision */
    public OnlineFeatures(Supplier<FeatureDefinitions> definitions, OnlineStoreReader store) {
        this.definitions = definitions;
        this.store = store;
        this.views = new StoredViews(definitions.get());
    }

    @Override
    public FeatureSnapshot read(String entityId, Set<String> references, Instant at) {
        Map<OnlineView, StreamFeatureView> wanted = new IdentityHashMap<>();
        List<OnlineLookup> lookups = lookups(entityId, references, wanted);
        if (lookups.isEmpty()) {
            return FeatureSnapshot.NONE;
        }
        try {
            return snapshot(store.read(lookups), wanted, references, at);
        } catch (OnlineStoreException e) {
            throw new FeaturesAwayException("features cannot be read", e);
        }
    }

    private List<OnlineLookup> lookups(
            String entityId, Set<String> references, Map<OnlineView, StreamFeatureView> wanted) {
        StoredViews current = views();
        Map<EntityKey, List<OnlineView>> byEntity = new HashMap<>();
        references.stream()
                .map(reference -> reference.substring(0, Math.max(0, reference.indexOf(':'))))
                .distinct()
                .flatMap(name -> current.definitions.view(name).stream())
                // One id is the key of one entity; rules and models of several are refused when they are read.
                .filter(view -> view.entities().size() == 1)
                // A subject that is no key of an entity's type is no entity of this kind, so it has no features.
                .forEach(view -> EntityKey.read(current.definitions.entitiesOf(view), entityId)
                        .ifPresent(key -> {
                            OnlineView stored = current.stored(view);
                            wanted.put(stored, view);
                            byEntity.computeIfAbsent(key, none -> new ArrayList<>())
                                    .add(stored);
                        }));
        return byEntity.entrySet().stream()
                .map(entry -> new OnlineLookup(entry.getKey(), entry.getValue()))
                .toList();
    }

    @SuppressWarnings("ReferenceEquality") // Asked for each decision; others are made when something was changed.
    private StoredViews views() {
        FeatureDefinitions now = definitions.get();
        StoredViews current = views;
        if (current.definitions != now) {
            current = new StoredViews(now);
            views = current;
        }
        return current;
    }

    /** The views of some definitions as the store has them. */
    private static final class StoredViews {
        private final FeatureDefinitions definitions;
        private final Map<String, OnlineView> stored = new ConcurrentHashMap<>();

        StoredViews(FeatureDefinitions definitions) {
            this.definitions = definitions;
        }

        OnlineView stored(StreamFeatureView view) {
            return stored.computeIfAbsent(
                    view.name(),
                    name -> OnlineView.of(
                            definitions.storedName(view),
                            view.features().stream().map(Feature::name).toList()));
        }
    }

    private static FeatureSnapshot snapshot(
            List<List<OnlineRow>> rows, Map<OnlineView, StreamFeatureView> wanted, Set<String> references, Instant at) {
        Map<String, Object> values = new HashMap<>();
        Map<String, Long> times = new HashMap<>();
        for (OnlineRow row : rows.stream().flatMap(List::stream).toList()) {
            StreamFeatureView view = Objects.requireNonNull(wanted.get(row.view()));
            Optional<Instant> eventTime = row.eventTime();
            if (eventTime.isEmpty() || expired(view.ttl(), eventTime.get(), at)) {
                continue;
            }
            times.put(view.name(), eventTime.get().toEpochMilli());
            for (Feature feature : view.features()) {
                String reference = view.name() + ":" + feature.name();
                Object value = references.contains(reference) ? value(feature, row.value(feature.name()), at) : null;
                if (value != null) {
                    values.put(reference, value);
                }
            }
        }
        return new FeatureSnapshot(values, times);
    }

    private static boolean expired(Duration ttl, Instant eventTime, Instant at) {
        return !ttl.isZero() && Duration.between(eventTime, at).compareTo(ttl) > 0;
    }

    private static @Nullable Object value(Feature feature, @Nullable FeatureValue stored, Instant at) {
        if (stored == null || stored.isNull()) {
            return null;
        }
        if (feature.isElapsedTime()) {
            // The store may know an event that is later than the instant: it was no time ago.
            return stored instanceof FeatureValue.UnixTimestamp last
                    ? Math.max(0, Duration.between(last.instant(), at).toMillis() / MILLISECONDS)
                    : null;
        }
        if (stored instanceof FeatureValue.Text text) {
            return text.value();
        }
        if (stored instanceof FeatureValue.Int64 whole) {
            return whole.value();
        }
        return stored.asDouble();
    }
}
