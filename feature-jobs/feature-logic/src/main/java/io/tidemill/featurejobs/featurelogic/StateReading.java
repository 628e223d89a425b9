package io.tidemill.featurejobs.featurelogic;

import io.tidemill.featurejobs.featurelogic.CompiledFeature.FromNewest;
import io.tidemill.featurejobs.featurelogic.CompiledFeature.FromOthers;
import io.tidemill.featurejobs.featurelogic.CompiledFeature.FromTiles;
import io.tidemill.featurejobs.featurelogic.CompiledFeature.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads features off a state as of one instant. Features of the same window share one pass over its tiles. */
final class StateReading {
    private static final long MILLIS_PER_SECOND = 1000;

    private final ViewAggregation aggregation;
    private final List<NewestEvents> newest;
    private final List<TileSeries> series;
    private final long instant;
    /** By place, as far as they were asked for. */
    private final @Nullable Summary[] summaries;

    StateReading(ViewAggregation aggregation, List<NewestEvents> newest, List<TileSeries> series, long instant) {
        this.aggregation = aggregation;
        this.newest = newest;
        this.series = series;
        this.instant = instant;
        this.summaries = new Summary[aggregation.places().size()];
    }

    @Nullable
    Object value(int feature) {
        CompiledFeature compiled = aggregation.compiled().get(feature);
        if (compiled instanceof FromTiles tiles) {
            return value(tiles, tiles.place());
        }
        return compiled instanceof FromNewest events ? value(events) : value((FromOthers) compiled);
    }

    private @Nullable Object value(FromTiles feature, int place) {
        Summary summary = summary(place);
        return switch (feature.aggregate().function()) {
            case COUNT -> summary instanceof NetCount net ? net.count() : ((EventCount) summary).count();
            case DISTINCT_DAYS -> ((DaySet) summary).count();
            case DISTINCT_COUNT -> ((DistinctValues) summary).count();
            case SUM -> ((Sum) summary).sum();
            case AVG -> {
                Sum numbers = (Sum) summary;
                yield numbers.count() == 0 ? null : numbers.sum() / numbers.count();
            }
            case MIN -> {
                NumberSummary numbers = (NumberSummary) summary;
                yield numbers.count() == 0 ? null : numbers.min();
            }
            case MAX -> {
                NumberSummary numbers = (NumberSummary) summary;
                yield numbers.count() == 0 ? null : numbers.max();
            }
            case STDDEV -> {
                Moments moments = (Moments) summary;
                yield moments.count() < 2 ? null : moments.standardDeviation();
            }
            case PERCENTILE -> ((Quantiles) summary).value(feature.aggregate().parameter());
            case TOP_K -> ((ValueCounts) summary).top((int) feature.aggregate().parameter());
            case FIRST -> {
                Observation oldest = ((Earliest) summary).event();
                yield oldest == null ? null : oldest.values().get(0);
            }
            case TIME_SINCE_FIRST -> {
                Observation oldest = ((Earliest) summary).event();
                yield oldest == null ? null : Math.floorDiv(oldest.time(), MILLIS_PER_SECOND);
            }
            case LAST, LAST_N, TIME_SINCE_LAST ->
                throw new IllegalStateException(feature.aggregate().function() + " is not read off tiles");
        };
    }

    private Summary summary(int position) {
        Summary summary = summaries[position];
        if (summary == null) {
            Place place = aggregation.places().get(position);
            summary = series.get(place.layout()).summary(place.summary(), place.stretch(), instant);
            summaries[position] = summary;
        }
        return summary;
    }

    private @Nullable Object value(FromNewest feature) {
        long begin = feature.layout() < 0
                ? Long.MIN_VALUE
                : series.get(feature.layout()).begin(feature.stretch(), instant);
        List<Object> values = new ArrayList<>();
        for (Observation event : newest.get(feature.newest()).events()) {
            if (event.time() < begin) {
                break;
            }
            switch (feature.aggregate().function()) {
                case LAST -> {
                    return event.values().get(feature.value());
                }
                case TIME_SINCE_LAST -> {
                    return Math.floorDiv(event.time(), MILLIS_PER_SECOND);
                }
                default -> values.add(Objects.requireNonNull(event.values().get(feature.value())));
            }
            if (values.size() == feature.aggregate().parameter()) {
                break;
            }
        }
        return feature.isList() ? List.copyOf(values) : null;
    }

    private @Nullable Object value(FromOthers feature) {
        Double above = number(value(feature.above()));
        Double below;
        if (feature.before().isPresent()) {
            FromTiles compared = (FromTiles) aggregation.compiled().get(feature.above());
            below = number(value(compared, feature.before().getAsInt()));
            return above == null || below == null || below == 0 ? null : (above - below) / Math.abs(below);
        }
        below = number(value(feature.below()));
        return above == null || below == null || below == 0 ? null : above / below;
    }

    private static @Nullable Double number(@Nullable Object value) {
        return value == null ? null : (Double) ((Number) value).doubleValue();
    }
}
