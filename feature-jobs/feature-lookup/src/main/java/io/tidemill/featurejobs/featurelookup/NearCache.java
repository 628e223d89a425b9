package io.tidemill.featurejobs.featurelookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemill.featurejobs.featurereading.RowSource;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.OnlineLookup;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were read a short while ago, in memory. A row is answered only while its reading began no longer ago than the
 * settings allow, so what is answered is never further behind the store than that. A row that was not there is remembered
 * too. What is derived of the instant of a request, such as ages and statuses, is not in it.
 */
final class NearCache implements RowSource {
    private final RowSource store;
    private final Generations generations;
    private final long longest;
    private final LongSupplier nanoseconds;
    private final CacheMetrics metrics;
    private final Cache<Key, Read> rows;

    /** A view of an entity; views are the same when they are one object, and not another version of it. */
    private record Key(EntityKey entity, OnlineView view) {}

    /**
     * A row and when its reading began.
     *
     * @param began by the clock of the cache
     */
    private record Read(OnlineRow row, long began) {}

    /**
     * @param store what is behind it
     * @param generations which this cache counts on
     * @param nanoseconds a clock that only goes forward, such as {@link System#nanoTime}
     */
    NearCache(
            RowSource store,
            Generations generations,
            CacheSettings settings,
            LongSupplier nanoseconds,
            CacheMetrics metrics) {
        this.store = store;
        this.generations = generations;
        this.longest = settings.age().toNanos();
        this.nanoseconds = nanoseconds;
        this.metrics = metrics;
        this.rows = Caffeine.newBuilder()
                .maximumSize(settings.size())
                .expireAfterWrite(Duration.ofNanos(longest + 1))
                .ticker(nanoseconds::getAsLong)
                .build();
        metrics.watch(rows::estimatedSize);
    }

    @Override
    public List<List<OnlineRow>> read(List<OnlineLookup> lookups) {
        long now = nanoseconds.getAsLong();
        List<@Nullable List<OnlineRow>> found = new ArrayList<>(lookups.size());
        List<OnlineLookup> missing = new ArrayList<>();
        for (OnlineLookup lookup : lookups) {
            List<OnlineRow> known = known(lookup, now);
            found.add(known);
            if (known == null) {
                missing.add(lookup);
            }
        }
        metrics.hits(lookups.size() - missing.size());
        metrics.misses(missing.size());
        return filled(found, missing.isEmpty() ? List.of() : fetched(missing, now));
    }

    /**
     * What is there of an entity and view is read anew from now on, since somebody here wrote it. What is being read now is
     * not kept.
     */
    void forget(EntityKey entity, OnlineView view) {
        generations.next(entity);
        rows.invalidate(new Key(entity, view));
    }

    private @Nullable List<OnlineRow> known(OnlineLookup lookup, long now) {
        List<OnlineRow> known = new ArrayList<>(lookup.views().size());
        for (OnlineView view : lookup.views()) {
            Read read = rows.getIfPresent(new Key(lookup.entity(), view));
            if (read == null || now - read.began() > longest) {
                return null;
            }
            known.add(read.row());
        }
        return known;
    }

    private List<List<OnlineRow>> fetched(List<OnlineLookup> missing, long began) {
        int[] before = missing.stream()
                .mapToInt(lookup -> generations.of(lookup.entity()))
                .toArray();
        List<List<OnlineRow>> read = store.read(missing);
        for (int lookup = 0; lookup < before.length; lookup++) {
            int generation = before[lookup];
            for (OnlineRow row : read.get(lookup)) {
                // Within the map, so that whoever forgets comes before this or takes it out.
                rows.asMap()
                        .compute(
                                new Key(row.entity(), row.view()),
                                (key, known) ->
                                        generations.of(key.entity()) == generation ? first(known, row, began) : known);
            }
        }
        return read;
    }

    /** A row that was read for several requests is as old as the first of them. */
    private static Read first(@Nullable Read known, OnlineRow row, long began) {
        return known != null && known.row() == row && known.began() - began < 0 ? known : new Read(row, began);
    }

    private static List<List<OnlineRow>> filled(List<@Nullable List<OnlineRow>> found, List<List<OnlineRow>> fetched) {
        List<List<OnlineRow>> answer = new ArrayList<>(found.size());
        int next = 0;
        for (List<OnlineRow> known : found) {
            answer.add(known == null ? fetched.get(next++) : known);
        }
        return answer;
    }
}
