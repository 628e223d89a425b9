package io.tidemill.featurejobs.featurematerialization;

import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is to be materialized.
 *
 * @param views at least one
 * @param from the earliest time of rows; empty for any
 * @param to the latest time of rows
 * @param incremental whether only what is not stored yet is read; then there is no {@code from}
 */
public record MaterializationRequest(
        List<BatchFeatureView> views, Optional<Instant> from, Instant to, boolean incremental) {
    private static final Duration AHEAD = Duration.ofMinutes(5);

    public MaterializationRequest {
        views = List.copyOf(views);
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
    }

    /**
     * A request as somebody makes it.
     *
     * @param names of views; of none all that are of tables
     * @param from the earliest time; empty for any
     * @param to the latest time; empty for now
     * @throws InvalidMaterializationException naming what is wrong with it
     */
    public static MaterializationRequest of(
            FeatureDefinitions definitions,
            Collection<String> names,
            Optional<Instant> from,
            Optional<Instant> to,
            boolean incremental,
            Instant now) {
        Instant end = to.orElse(now);
        if (end.isAfter(now.plus(AHEAD))) {
            throw new InvalidMaterializationException(
                    InvalidMaterializationException.END,
                    end + " is in the future: expected at most five minutes after " + now
                            + ", as nothing could replace a row of a later time until then");
        }
        if (from.isPresent() && incremental) {
            throw new InvalidMaterializationException(
                    InvalidMaterializationException.START,
                    "an incremental materialization begins where the one before ended: expected no time");
        }
        if (from.filter(end::isBefore).isPresent()) {
            throw new InvalidMaterializationException(
                    InvalidMaterializationException.START, from.get() + " is after the end, " + end);
        }
        return new MaterializationRequest(chosen(definitions, names), from, end, incremental);
    }

    private static List<BatchFeatureView> chosen(FeatureDefinitions definitions, Collection<String> names) {
        String known = String.join(
                ", ",
                new TreeSet<>(definitions.batchViews().stream()
                        .map(BatchFeatureView::name)
                        .toList()));
        if (known.isEmpty()) {
            throw new InvalidMaterializationException(
                    InvalidMaterializationException.VIEWS,
                    "project " + definitions.project()
                            + " has no view of a table: expected one under batchFeatureViews");
        }
        List<BatchFeatureView> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(definitions
                    .batchView(name)
                    .orElseThrow(() -> new InvalidMaterializationException(
                            InvalidMaterializationException.VIEWS,
                            (definitions.storedView(name).isPresent()
                                            ? "view '" + name + "' is not of a table"
                                            : "no view is called '" + name + "'")
                                    + ", expected one of " + known)));
        }
        return chosen.isEmpty()
                ? List.copyOf(definitions.batchViews())
                : chosen.stream().distinct().toList();
    }
}
