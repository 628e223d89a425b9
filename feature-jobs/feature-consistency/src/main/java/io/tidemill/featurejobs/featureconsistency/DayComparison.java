package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.featurejobs.featureconsistency.comparison.EntityComparison;
import io.tidemill.featurejobs.featureconsistency.comparison.Limits;
import io.tidemill.featurejobs.featureconsistency.comparison.ServedRow;
import io.tidemill.featurejobs.featureconsistency.comparison.TakenIn;
import io.tidemill.featurejobs.featureconsistency.lake.DayBounds;
import io.tidemill.featurejobs.featureconsistency.lake.DecisionRows;
import io.tidemill.featurejobs.featureconsistency.lake.PinnedTable;
import io.tidemill.featurejobs.featureconsistency.lake.ServedRows;
import io.tidemill.featurejobs.featureconsistency.lake.ServedSource;
import io.tidemill.featurejobs.featureconsistency.lake.SourceEvents;
import io.tidemill.featurejobs.featureconsistency.report.DayReport;
import io.tidemill.featurejobs.featureconsistency.report.FeatureReport;
import io.tidemill.featurejobs.featureconsistency.report.LeftOut;
import io.tidemill.featurejobs.featureconsistency.report.ViewReport;
import io.tidemill.featurejobs.featurelog.DefinitionHash;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Catalog;

/**
 * Compares what was served on a day with what the lake recomputes. All tables are read as they were when this was made. Not safe to
 * share between threads.
 */
public final class DayComparison {
    private final FeatureDefinitions definitions;
    private final ConsistencyLimits limits;
    private final Optional<PinnedTable> log;
    private final Optional<PinnedTable> decisions;
    private final Map<String, PinnedTable> sources = new HashMap<>();

    /**
     * Pins the tables.
     *
     * @param catalog of the lake
     */
    public DayComparison(Catalog catalog, FeatureDefinitions definitions, ConsistencyLimits limits) {
        this.definitions = Objects.requireNonNull(definitions, "definitions");
        this.limits = Objects.requireNonNull(limits, "limits");
        // What was served first: it is then of events that the sources have, or will have soon.
        this.log = PinnedTable.now(catalog, EventTypes.FEATURE_SERVED);
        this.decisions = PinnedTable.now(catalog, EventTypes.DECISION_MADE);
        for (StreamFeatureView view : definitions.views()) {
            for (String type : view.eventTypes()) {
                if (!sources.containsKey(type)) {
                    PinnedTable.now(catalog, type).ifPresent(table -> sources.put(type, table));
                }
            }
        }
    }

    /**
     * What is to be compared.
     *
     * @param views the names of those that are wanted; all of none
     * @param revision of the day
     * @param upTo what was served from then on is left out
     * @param at the time of the report
     */
    public record Request(LocalDate day, int revision, Set<String> views, Instant upTo, Instant at) {
        public Request {
            views = Set.copyOf(views);
        }
    }

    /** Up to when the tables that the views are computed from are all complete, in epoch milliseconds. */
    public long sourcesCompleteTo() {
        return definitions.views().stream().mapToLong(this::completeTo).min().orElse(Long.MAX_VALUE);
    }

    /** Up to when the tables of a view are; of a type without a table nothing has come. */
    private long completeTo(StreamFeatureView view) {
        return tables(view).mapToLong(PinnedTable::completeTo).min().orElse(Long.MAX_VALUE);
    }

    private Stream<PinnedTable> tables(StreamFeatureView view) {
        return view.eventTypes().stream().flatMap(type -> Stream.ofNullable(sources.get(type)));
    }

    /**
     * Compares.
     *
     * @param champions what models were trained on
     * @param progress is told after each part of each view
     */
    public DayReport compare(Request request, List<TrainedOn> champions, Consumer<Progress> progress) {
        List<ViewReport> views = new ArrayList<>();
        List<FeatureReport> features = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        long rows = 0;
        List<ServedSource> served = served(DayBounds.of(request.day(), request.upTo()));
        for (Map.Entry<String, Long> count : counts(served).entrySet()) {
            String name = count.getKey();
            if (!request.views().isEmpty() && !request.views().contains(name)) {
                continue;
            }
            rows += count.getValue();
            Optional<StreamFeatureView> view = definitions.view(name);
            if (view.isPresent()) {
                ViewTally tally = compare(view.get(), served, count.getValue(), progress);
                views.add(tally.report());
                features.addAll(tally.features(champions));
                LeftOut.of(name, LeftOut.Kind.OTHER_KEYS, count.getValue() - tally.rows())
                        .ifPresent(leftOut::add);
            } else {
                LeftOut.of(name, LeftOut.Kind.NOT_DEFINED, count.getValue()).ifPresent(leftOut::add);
            }
        }
        return new DayReport(
                request.day(),
                request.revision(),
                request.at(),
                snapshots(),
                limits.mostUnexplained(),
                rows,
                leftOut.stream().mapToLong(LeftOut::rows).sum(),
                leftOut,
                views,
                features);
    }

    private List<ServedSource> served(DayBounds bounds) {
        List<ServedSource> served = new ArrayList<>();
        log.ifPresent(table -> served.add(new ServedRows(table, bounds)));
        decisions.ifPresent(table -> served.add(new DecisionRows(table, bounds)));
        return served;
    }

    private static Map<String, Long> counts(List<ServedSource> served) {
        Map<String, Long> counts = new TreeMap<>();
        served.forEach(source -> source.counts().forEach((view, rows) -> counts.merge(view, rows, Long::sum)));
        return counts;
    }

    private ViewTally compare(
            StreamFeatureView view, List<ServedSource> served, long rows, Consumer<Progress> progress) {
        ViewAggregation aggregation = ViewAggregation.of(view);
        String version = DefinitionHash.of(view);
        boolean hasTables = tables(view).findAny().isPresent();
        Limits allowed = new Limits(limits.inFlight(), limits.keyTtl(), hasTables ? completeTo(view) : Long.MIN_VALUE);
        int parts = parts(rows, tables(view).mapToLong(PinnedTable::rows).sum());
        ViewTally tally = new ViewTally(view);
        for (int part = 0; part < parts; part++) {
            Map<String, List<ServedRow>> byEntity = byEntity(served, view, part, parts);
            Map<String, List<TakenIn>> events = byEntity.isEmpty()
                    ? Map.of()
                    : SourceEvents.of(sources, aggregation, byEntity.keySet(), lastInstant(byEntity));
            byEntity.forEach((entity, ofEntity) -> {
                EntityComparison comparison =
                        new EntityComparison(aggregation, version, events.getOrDefault(entity, List.of()), allowed);
                ofEntity.forEach(row -> tally.add(comparison.compare(row)));
            });
            progress.accept(new Progress(view.name(), part + 1, parts, tally.rows()));
        }
        return tally;
    }

    /** Each entity's rows in the order they were served. */
    private Map<String, List<ServedRow>> byEntity(
            List<ServedSource> served, StreamFeatureView view, int part, int parts) {
        List<String> joinKeys =
                definitions.entitiesOf(view).stream().map(Entity::joinKey).toList();
        return served.stream()
                .flatMap(source -> source.of(view, joinKeys, part, parts).stream())
                .sorted(Comparator.comparingLong(ServedRow::servedAt))
                .collect(Collectors.groupingBy(ServedRow::entity));
    }

    /** No later event can be in a value, nor make a difference to one. */
    private static long lastInstant(Map<String, List<ServedRow>> rows) {
        return rows.values().stream()
                .flatMap(List::stream)
                .mapToLong(row -> Math.max(row.servedAt(), row.storedAt().orElse(row.servedAt())))
                .max()
                .orElse(Long.MIN_VALUE);
    }

    private int parts(long rows, long events) {
        long most = Math.max(rows / limits.rowsAtOnce(), events / limits.eventsAtOnce());
        return Math.toIntExact(most + 1);
    }

    private Map<String, Long> snapshots() {
        Map<String, Long> snapshots = new HashMap<>();
        log.ifPresent(table -> snapshots.put(table.name(), table.snapshotId()));
        decisions.ifPresent(table -> snapshots.put(table.name(), table.snapshotId()));
        sources.values().forEach(table -> snapshots.put(table.name(), table.snapshotId()));
        return snapshots;
    }
}
