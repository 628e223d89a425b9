package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.StoredView;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.catalog.Catalog;

/** What a training set is made of: which events and tables of which snapshots, and what is computed of them. */
public final class TrainingSetPlan {
    private final FeatureDefinitions definitions;
    private final TrainingSetRequest request;
    private final List<FeatureReference> stored;
    private final List<ViewColumns> views;
    private final Optional<RowKey> labelKey;
    private final Map<String, Needs> needs;
    private final Map<String, Optional<EventScan>> scans;
    private final TableJoin tables;

    private TrainingSetPlan(
            FeatureDefinitions definitions,
            TrainingSetRequest request,
            List<FeatureReference> stored,
            List<ViewColumns> views,
            Optional<RowKey> labelKey,
            Map<String, Needs> needs,
            Map<String, Optional<EventScan>> scans,
            TableJoin tables) {
        this.definitions = definitions;
        this.request = request;
        this.stored = stored;
        this.views = views;
        this.labelKey = labelKey;
        this.needs = needs;
        this.scans = scans;
        this.tables = tables;
    }

    /**
     * @param stored the features that are read of events and tables, and that others are computed from
     * @param stores the views that have them
     * @param keys of the rows
     */
    static TrainingSetPlan of(
            Catalog catalog,
            FeatureDefinitions definitions,
            TrainingSetRequest request,
            List<FeatureReference> stored,
            List<StoredView> stores,
            JoinKeys keys) {
        List<KeyedView> views = KeyedView.of(of(StreamFeatureView.class, stores), keys);
        List<BatchFeatureView> tables = of(BatchFeatureView.class, stores);
        Optional<RowKey> labelKey = request.label()
                .map(label -> LabelKey.of(
                        label, views, tables.stream().map(keys::places).toList()));
        List<ViewColumns> columns =
                views.stream().map(view -> ViewColumns.of(view, stored)).toList();
        Map<String, Needs> needs = Needs.of(request, stored, columns, labelKey);
        LakeReader reader = new LakeReader(catalog, request.snapshotIds(), request.known());
        Map<String, Optional<EventScan>> scans = new TreeMap<>();
        needs.forEach((type, need) ->
                scans.put(type, reader.scan(type, need.columns(), need.labelColumn(), need.from(), need.until())));
        TableJoin join = new TableJoin(request.known(), request.snapshotIds(), reader.used());
        tables.forEach(view -> join.add(catalog, view, definitions.entitiesOf(view), keys.places(view), stored));
        return new TrainingSetPlan(definitions, request, stored, columns, labelKey, needs, scans, join);
    }

    private static <V extends StoredView> List<V> of(Class<V> kind, List<StoredView> views) {
        return views.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** How many events the snapshots have that are read from, whosever they are and of whatever time. */
    public long events() {
        return scans.values().stream()
                .flatMap(Optional::stream)
                .mapToLong(EventScan::eventsInSnapshot)
                .sum();
    }

    /** Makes the training set in this process, with the events of the entities that are asked for in memory. */
    public TrainingSet make() {
        Histories histories = new Histories();
        needs.forEach((type, need) -> {
            Map<ViewKey, EventHistory> ofType = need.histories();
            LakeReader.read(scan(type), ofType);
            ofType.forEach((key, history) -> histories.put(type, key, history));
        });
        List<EntityRow> rows = rows(request.rows(), histories);
        Optional<double[]> labels = request.label()
                .flatMap(label ->
                        labelKey.map(key -> Labels.of(label, rows, key, histories.of(label.eventType(), key.key()))));
        Cells cells = cells(rows.size());
        new PointInTimeJoin(stored.size(), views).fill(rows, histories, cells);
        return set(rows, cells, labels);
    }

    /** What is computed of each entity, to make the training set elsewhere of {@link #scans()} and {@link #rows()}. */
    public SweepPlan sweeps() {
        Map<String, List<String>> columns = new TreeMap<>();
        needs.forEach((type, need) -> columns.put(type, need.columns()));
        return SweepPlan.of(views, request.label(), labelKey, columns);
    }

    /** The events that are read, by their type; none of a type that has none. */
    public Map<String, EventScan> scans() {
        Map<String, EventScan> there = new TreeMap<>();
        scans.forEach((type, scan) -> scan.ifPresent(events -> there.put(type, events)));
        return there;
    }

    /**
     * The rows.
     *
     * @throws IllegalStateException if they were not listed
     */
    public List<EntityRow> rows() {
        if (request.rows() instanceof EntityRows.Listed listed) {
            return listed.rows();
        }
        throw new IllegalStateException("the rows are only known once the events are read");
    }

    /** Takes what {@link #sweeps()} find out about {@link #rows()}. */
    public TrainingSetAnswers answers() {
        List<EntityRow> rows = rows();
        return new TrainingSetAnswers(
                rows.size(),
                views.stream().map(ViewColumns::targets).toList(),
                cells(rows.size()),
                labelKey.isPresent(),
                (cells, labels) -> set(rows, cells, labels));
    }

    private Optional<EventScan> scan(String type) {
        return scans.getOrDefault(type, Optional.empty());
    }

    private Cells cells(int rows) {
        return stored.equals(request.features())
                ? new Cells.Numbers(rows, stored.size())
                : new Cells.Objects(rows, stored.size());
    }

    /** The columns of tables are set in this process, wherever those of events were. */
    private TrainingSet set(List<EntityRow> rows, Cells cells, Optional<double[]> labels) {
        tables.fill(rows, cells);
        double[][] values = cells instanceof Cells.Numbers numbers
                ? numbers.values()
                : OnDemandColumns.of(request.features(), definitions, stored, request.given(), rows.size())
                        .values(((Cells.Objects) cells).values());
        return new TrainingSet(request.features(), rows, values, labels, tables.used());
    }

    private static List<EntityRow> rows(EntityRows rows, Histories histories) {
        if (rows instanceof EntityRows.Listed listed) {
            return listed.rows();
        }
        EntityRows.EverSeen seen = (EntityRows.EverSeen) rows;
        EventHistory history = histories.of(seen.eventType(), ViewKey.SUBJECT);
        long asOf = seen.asOf().toEpochMilli();
        return new TreeSet<>(history.entities())
                .stream()
                        .filter(entity -> history.of(entity).stream().anyMatch(event -> event.known() <= asOf))
                        .map(entity -> new EntityRow(entity, seen.asOf()))
                        .toList();
    }
}
