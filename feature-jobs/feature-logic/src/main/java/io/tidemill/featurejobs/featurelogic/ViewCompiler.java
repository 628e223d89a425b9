package io.tidemill.featurejobs.featurelogic;

import io.tidemill.featurejobs.featurelogic.CompiledFeature.FromNewest;
import io.tidemill.featurejobs.featurelogic.CompiledFeature.FromOthers;
import io.tidemill.featurejobs.featurelogic.CompiledFeature.FromTiles;
import io.tidemill.featurejobs.featurelogic.CompiledFeature.Place;
import io.tidemill.featurejobs.featurelogic.TileLayout.Reach;
import io.tidemill.schemas.featureviews.AggregationFunction;
import io.tidemill.schemas.featureviews.Computation;
import io.tidemill.schemas.featureviews.Computation.Aggregate;
import io.tidemill.schemas.featureviews.Computation.Change;
import io.tidemill.schemas.featureviews.Computation.Ratio;
import io.tidemill.schemas.featureviews.Condition;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Works out what has to be kept of events for the features of a view, each thing once however many features need it. The
 * result depends on what the features are and not on their names.
 */
final class ViewCompiler {
    private final StreamFeatureView view;
    private final List<String> columns;
    private final List<Filter> filters = new ArrayList<>();
    private final Map<Long, LayoutBuilder> builders = new TreeMap<>();
    private final List<Place> places = new ArrayList<>();
    private final Map<Integer, TreeSet<Integer>> lastColumns = new LinkedHashMap<>();
    private final Map<List<Integer>, Integer> lastCounts = new LinkedHashMap<>();

    private ViewCompiler(StreamFeatureView view) {
        this.view = view;
        columns = view.features().stream()
                .flatMap(feature -> view.columns(feature).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** What a view is computed by. */
    record Compiled(
            List<String> columns,
            List<Filter> filters,
            List<NewestEvents.Spec> newest,
            List<TileLayout> layouts,
            List<Place> places,
            List<CompiledFeature> features) {}

    static Compiled compile(StreamFeatureView view) {
        ViewCompiler compiler = new ViewCompiler(view);
        view.features().forEach(feature -> feature.aggregate().ifPresent(compiler::collect));
        view.features().forEach(compiler::collectBefore);
        List<CompiledFeature> features =
                view.features().stream().map(compiler::compiled).toList();
        return new Compiled(
                compiler.columns,
                List.copyOf(compiler.filters),
                compiler.newest(),
                compiler.builders.values().stream().map(LayoutBuilder::build).toList(),
                List.copyOf(compiler.places),
                features);
    }

    /** Notes what an aggregate needs, before anything has its position. */
    private void collect(Aggregate aggregate) {
        if (isNet(aggregate) && !aggregate.function().canBeTakenBack()) {
            throw new IllegalArgumentException(
                    "function " + aggregate.function().text() + " of view " + view.name()
                            + " cannot be taken back: expected a source");
        }
        int filter = filter(aggregate);
        if (isFromNewest(aggregate)) {
            collectNewest(aggregate, filter);
            if (aggregate.window() instanceof Window.AllTime) {
                return;
            }
        }
        LayoutBuilder builder = builder(aggregate);
        reaches(aggregate, builder, filter);
        if (!isFromNewest(aggregate)) {
            builder.summary(spec(aggregate, filter));
        }
    }

    private void collectNewest(Aggregate aggregate, int filter) {
        if (aggregate.function() == AggregationFunction.LAST_N) {
            lastCounts.merge(List.of(filter, column(aggregate)), (int) aggregate.parameter(), Math::max);
            return;
        }
        TreeSet<Integer> kept = lastColumns.computeIfAbsent(filter, key -> new TreeSet<>());
        if (aggregate.column() != null) {
            kept.add(column(aggregate));
        }
    }

    /** The window before the one of a feature is as long again. */
    private void collectBefore(Feature feature) {
        if (feature.computation() instanceof Change change) {
            Aggregate of = operand(change.of()).aggregate().orElseThrow();
            long length = ((Window.Sliding) of.window()).length().toMillis();
            builder(of).reach(new Reach(2 * length, filter(of)));
        }
    }

    private static void reaches(Aggregate aggregate, LayoutBuilder builder, int filter) {
        Window window = aggregate.window();
        if (window instanceof Window.Sliding sliding) {
            builder.reach(new Reach(sliding.length().toMillis(), filter));
        } else if (window instanceof Window.Tumbling) {
            builder.reach(new Reach(0, filter));
        } else if (window instanceof Window.Session session) {
            builder.reach(new Reach(session.gap().toMillis(), filter));
            builder.reach(new Reach(Window.Session.LONGEST.toMillis(), filter));
        }
    }

    private CompiledFeature compiled(Feature feature) {
        Computation computation = feature.computation();
        if (computation instanceof Ratio ratio) {
            return new FromOthers(position(ratio.numerator()), position(ratio.denominator()), OptionalInt.empty());
        }
        if (computation instanceof Change change) {
            int of = position(change.of());
            Aggregate aggregate = operand(change.of()).aggregate().orElseThrow();
            long length = ((Window.Sliding) aggregate.window()).length().toMillis();
            return new FromOthers(of, of, OptionalInt.of(place(aggregate, new Stretch.Before(length))));
        }
        Aggregate aggregate = (Aggregate) computation;
        return isFromNewest(aggregate)
                ? fromNewest(aggregate)
                : new FromTiles(aggregate, place(aggregate, stretch(aggregate)));
    }

    private CompiledFeature fromNewest(Aggregate aggregate) {
        int filter = filter(aggregate);
        List<NewestEvents.Spec> all = newest();
        boolean several = aggregate.function() == AggregationFunction.LAST_N;
        int position = 0;
        while (all.get(position).filter() != filter
                || all.get(position).withValue() != several
                || (several && all.get(position).columns().get(0) != column(aggregate))) {
            position++;
        }
        int value =
                aggregate.column() == null ? -1 : all.get(position).columns().indexOf(column(aggregate));
        boolean allTime = aggregate.window() instanceof Window.AllTime;
        return new FromNewest(aggregate, position, value, allTime ? -1 : layoutPosition(aggregate), stretch(aggregate));
    }

    private int place(Aggregate aggregate, Stretch stretch) {
        int summary = builder(aggregate).position(spec(aggregate, filter(aggregate)));
        Place place = new Place(layoutPosition(aggregate), summary, stretch);
        if (!places.contains(place)) {
            places.add(place);
        }
        return places.indexOf(place);
    }

    private Stretch stretch(Aggregate aggregate) {
        Window window = aggregate.window();
        if (window instanceof Window.Sliding sliding) {
            return new Stretch.Back(sliding.length().toMillis());
        }
        if (window instanceof Window.Tumbling) {
            return new Stretch.Back(0);
        }
        if (window instanceof Window.Session session) {
            return new Stretch.Session(session.gap().toMillis(), Window.Session.LONGEST.toMillis(), filter(aggregate));
        }
        return new Stretch.All();
    }

    /** First those of the newest event, by filter, then those of several, by filter and column. */
    private List<NewestEvents.Spec> newest() {
        List<NewestEvents.Spec> specs = new ArrayList<>();
        lastColumns.forEach((filter, kept) -> specs.add(new NewestEvents.Spec(filter, List.copyOf(kept), 1, false)));
        lastCounts.forEach(
                (key, most) -> specs.add(new NewestEvents.Spec(key.get(0), List.of(key.get(1)), most, true)));
        return List.copyOf(specs);
    }

    private int filter(Aggregate aggregate) {
        List<Condition> where = aggregate.where();
        String source = aggregate.source();
        Filter filter = new Filter(
                where,
                where.stream()
                        .map(condition -> columns.indexOf(condition.column()))
                        .toList(),
                source == null ? Filter.ANY : view.sources().indexOf(source));
        int position = filters.indexOf(filter);
        if (position >= 0) {
            return position;
        }
        if (filters.size() == StreamFeatureView.MOST_FILTERS) {
            throw new IllegalArgumentException("view " + view.name() + " has more than "
                    + StreamFeatureView.MOST_FILTERS + " different conditions");
        }
        filters.add(filter);
        return filters.size() - 1;
    }

    private LayoutBuilder builder(Aggregate aggregate) {
        return builders.computeIfAbsent(Tiling.sizeOf(aggregate.window()), LayoutBuilder::new);
    }

    private int layoutPosition(Aggregate aggregate) {
        return List.copyOf(builders.keySet()).indexOf(Tiling.sizeOf(aggregate.window()));
    }

    private SummarySpec spec(Aggregate aggregate, int filter) {
        boolean net = isNet(aggregate);
        SummarySpec.Kind kind =
                switch (aggregate.function()) {
                    case COUNT -> net ? SummarySpec.Kind.NET_EVENTS : SummarySpec.Kind.EVENTS;
                    case SUM, AVG -> net ? SummarySpec.Kind.NET_NUMBERS : SummarySpec.Kind.NUMBERS;
                    case MIN, MAX -> SummarySpec.Kind.NUMBERS;
                    case STDDEV -> SummarySpec.Kind.MOMENTS;
                    case PERCENTILE -> SummarySpec.Kind.QUANTILES;
                    case TOP_K -> SummarySpec.Kind.VALUE_COUNTS;
                    case DISTINCT_COUNT -> SummarySpec.Kind.DISTINCT_VALUES;
                    case DISTINCT_DAYS -> SummarySpec.Kind.DAYS;
                    case FIRST, TIME_SINCE_FIRST -> SummarySpec.Kind.EARLIEST;
                    case LAST, LAST_N, TIME_SINCE_LAST ->
                        throw new IllegalStateException(aggregate.function() + " is not kept in tiles");
                };
        return new SummarySpec(kind, column(aggregate), filter);
    }

    /** Whether events that take back count with the opposite sign. */
    private boolean isNet(Aggregate aggregate) {
        return aggregate.source() == null && !view.takenBackBy().isEmpty();
    }

    private static boolean isFromNewest(Aggregate aggregate) {
        return switch (aggregate.function()) {
            case LAST, LAST_N, TIME_SINCE_LAST -> true;
            default -> false;
        };
    }

    private int column(Aggregate aggregate) {
        return aggregate.column() == null ? -1 : columns.indexOf(aggregate.column());
    }

    private Feature operand(String name) {
        return view.feature(name).orElseThrow();
    }

    private int position(String name) {
        return view.features().indexOf(operand(name));
    }

    /** The layout of tiles of one size, while features tell what they need of it. */
    private static final class LayoutBuilder {
        private final long size;
        private final List<Reach> reaches = new ArrayList<>();
        private final List<SummarySpec> summaries = new ArrayList<>();

        LayoutBuilder(long size) {
            this.size = size;
        }

        void reach(Reach reach) {
            if (!reaches.contains(reach)) {
                reaches.add(reach);
            }
        }

        void summary(SummarySpec spec) {
            if (!summaries.contains(spec)) {
                summaries.add(spec);
            }
        }

        int position(SummarySpec spec) {
            return summaries.indexOf(spec);
        }

        TileLayout build() {
            return new TileLayout(size, reaches, summaries);
        }
    }
}
