package io.tidemill.ingestion.lineage.observation;

import io.tidemill.ingestion.lineage.LineageSettings;
import io.tidemill.ingestion.lineage.graph.Dataset;
import io.tidemill.ingestion.lineage.graph.DatasetKind;
import io.tidemill.ingestion.lineage.graph.Edge;
import io.tidemill.ingestion.lineage.graph.LineageGraph;
import io.tidemill.ingestion.lineage.openlineage.Facet;
import io.tidemill.ingestion.lineage.openlineage.RunEvent;
import io.tidemill.ingestion.lineage.openlineage.ToldDataset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How jobs and datasets are called in events: topics by their broker, tables by their warehouse, the rest by us. */
public final class Naming {
    private final String namespace;
    private final String broker;
    private final String warehouse;

    public Naming(LineageSettings settings) {
        this.namespace = settings.namespace();
        this.broker = "kafka://" + settings.kafka().split(",", 2)[0];
        this.warehouse = settings.lake().warehouse().startsWith("/")
                ? "file://" + settings.lake().warehouse()
                : settings.lake().warehouse();
    }

    RunEvent.Job job(String name, String processing, String kind) {
        return new RunEvent.Job(namespace, name, processing, kind);
    }

    String namespace() {
        return namespace;
    }

    ToldDataset told(Dataset dataset) {
        return ToldDataset.of(namespaceOf(dataset.kind()), dataset.name())
                .with("schema", Facet.schema(dataset.columns()));
    }

    /** A dataset that is written, with what its columns are made of. */
    ToldDataset written(Dataset dataset, LineageGraph graph, Collection<Dataset> inputs) {
        Map<String, List<Facet.Origin>> origins = new LinkedHashMap<>();
        for (Edge edge :
                graph.into(dataset.name(), inputs.stream().map(Dataset::name).toList())) {
            graph.dataset(edge.from()).ifPresent(from -> origins.computeIfAbsent(
                            edge.toColumn(), column -> new ArrayList<>())
                    .add(new Facet.Origin(namespaceOf(from.kind()), from.name(), edge.fromColumn(), edge.how())));
        }
        ToldDataset told = told(dataset);
        return origins.isEmpty() ? told : told.with("columnLineage", Facet.columnLineage(origins));
    }

    private String namespaceOf(DatasetKind kind) {
        return switch (kind) {
            case TOPIC -> broker;
            case TABLE -> warehouse;
            case FEATURES, MODEL, RULE -> namespace;
        };
    }
}
