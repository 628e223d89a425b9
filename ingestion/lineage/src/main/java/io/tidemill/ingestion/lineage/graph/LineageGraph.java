package io.tidemill.ingestion.lineage.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Datasets and how their columns are made of each other. Immutable. */
public final class LineageGraph {
    private final Map<String, Dataset> datasets;
    private final Set<Edge> edges;

    LineageGraph(Map<String, Dataset> datasets, Set<Edge> edges) {
        this.datasets = new LinkedHashMap<>(datasets);
        this.edges = new LinkedHashSet<>(edges);
    }

    /** Which way to look. */
    public enum Direction {
        /** What it is made of. */
        UPSTREAM,
        /** What is made of it. */
        DOWNSTREAM
    }

    /**
     * An edge on the way from a dataset.
     *
     * @param depth how many steps away, from 1
     */
    public record Step(int depth, Edge edge) {}

    private record Place(String dataset, String column) {}

    private record Reached(Place place, int depth) {}

    /** The dataset of this name. */
    public Optional<Dataset> dataset(String name) {
        return Optional.ofNullable(datasets.get(name));
    }

    /** All of them. */
    public Collection<Dataset> datasets() {
        return List.copyOf(datasets.values());
    }

    /** The edges into a dataset, from some other or from any. */
    public List<Edge> into(String dataset, Collection<String> from) {
        return edges.stream()
                .filter(edge -> edge.to().equals(dataset) && from.contains(edge.from()))
                .toList();
    }

    /**
     * The edges on the way from a dataset or one of its columns, the nearest first, each once.
     *
     * @param depth how many steps at most
     */
    public List<Step> walk(Dataset start, Optional<String> column, Direction direction, int depth) {
        Function<Edge, Place> here = direction == Direction.DOWNSTREAM
                ? edge -> new Place(edge.from(), edge.fromColumn())
                : edge -> new Place(edge.to(), edge.toColumn());
        Function<Edge, Place> there = direction == Direction.DOWNSTREAM
                ? edge -> new Place(edge.to(), edge.toColumn())
                : edge -> new Place(edge.from(), edge.fromColumn());
        Map<Place, List<Edge>> next = new LinkedHashMap<>();
        edges.forEach(edge -> next.computeIfAbsent(here.apply(edge), place -> new ArrayList<>())
                .add(edge));
        Deque<Reached> open = new ArrayDeque<>();
        Set<Place> seen = new LinkedHashSet<>();
        start.columns().stream()
                .map(Dataset.Column::name)
                .filter(name -> column.isEmpty() || column.get().equals(name))
                .map(name -> new Place(start.name(), name))
                .forEach(place -> {
                    seen.add(place);
                    open.add(new Reached(place, 0));
                });
        List<Step> steps = new ArrayList<>();
        while (!open.isEmpty()) {
            Reached reached = open.remove();
            if (reached.depth() == depth) {
                continue;
            }
            for (Edge edge : next.getOrDefault(reached.place(), List.of())) {
                steps.add(new Step(reached.depth() + 1, edge));
                if (seen.add(there.apply(edge))) {
                    open.add(new Reached(there.apply(edge), reached.depth() + 1));
                }
            }
        }
        return steps;
    }
}
