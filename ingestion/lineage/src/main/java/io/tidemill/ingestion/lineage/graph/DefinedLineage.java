package io.tidemill.ingestion.lineage.graph;

import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureView;
import io.tidemill.schemas.featureviews.OnDemandFeature;
import io.tidemill.schemas.featureviews.OnDemandFeatureView;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/** Draws the graph of everything that is defined: topics, tables, features, models, rules, decisions. */
public final class DefinedLineage {
    private static final String IDENTITY = "identity";
    private static final String SCORE = "score";
    private static final String FIRED = "fired";

    /** The columns that every table has, by the CloudEvents attribute or the part of the record they come from. */
    private static final Map<String, String> ENVELOPE = envelope();

    /** Tidemill's own types are always those released with the code. */
    private static final ReleasedSchemas OWN = ReleasedSchemas.load();

    private final EventSchemas schemas;
    private final Map<String, Dataset> datasets = new LinkedHashMap<>();
    private final Set<Edge> edges = new LinkedHashSet<>();

    private DefinedLineage(EventSchemas schemas) {
        this.schemas = schemas;
    }

    /** Draws it. */
    public static LineageGraph draw(
            EventSchemas schemas, FeatureDefinitions features, List<ModelFacts> models, List<RuleFacts> rules) {
        DefinedLineage drawn = new DefinedLineage(schemas);
        schemas.latest().stream()
                .map(ReleasedSchema::type)
                .filter(type -> !EventTypes.isOwn(type))
                .forEach(type -> drawn.events(type, topicOf(type)));
        drawn.events(EventTypes.DECISION_MADE, Topics.DECISIONS.name());
        drawn.topic(EventTypes.ACTION_REQUESTED, Topics.ACTIONS.name());
        features.views().forEach(drawn::view);
        features.featureViews().forEach(drawn::written);
        features.onDemandViews().forEach(drawn::onDemand);
        models.forEach(drawn::model);
        rules.forEach(drawn::rule);
        return new LineageGraph(drawn.datasets, drawn.edges);
    }

    /** The topic of an event type, of the business or of decisions. */
    public static String topicOf(String eventType) {
        return Topics.keptInLake()
                .getOrDefault(eventType, Topics.ofEvents(eventType))
                .name();
    }

    /** The full name of the table of an event type. */
    public static String tableOf(String eventType) {
        return LakeTables.NAMESPACE + "." + LakeTables.ofEvents(eventType);
    }

    /** The name of a model. */
    public static String model(String name) {
        return "models:/" + name;
    }

    private void events(String type, String topic) {
        topic(type, topic);
        List<Dataset.Column> columns = new ArrayList<>();
        ENVELOPE.forEach((column, attribute) -> {
            columns.add(new Dataset.Column(column, ""));
            edges.add(new Edge(topic, attribute, tableOf(type), column, IDENTITY));
        });
        fields(type).forEach(field -> {
            columns.add(new Dataset.Column(field.name(), type(field.schema())));
            edges.add(new Edge(topic, field.name(), tableOf(type), field.name(), IDENTITY));
        });
        add(new Dataset(DatasetKind.TABLE, tableOf(type), columns));
    }

    private void topic(String type, String topic) {
        List<Dataset.Column> columns = new ArrayList<>();
        ENVELOPE.values().forEach(attribute -> columns.add(new Dataset.Column(attribute, "")));
        fields(type).forEach(field -> columns.add(new Dataset.Column(field.name(), type(field.schema()))));
        add(new Dataset(DatasetKind.TOPIC, topic, columns));
    }

    private void view(StreamFeatureView view) {
        List<Dataset.Column> columns = new ArrayList<>();
        for (Feature feature : view.features()) {
            columns.add(new Dataset.Column(feature.name(), feature.valueType().text()));
            String how = (feature.computation().text()
                            + feature.aggregate()
                                    .map(aggregate -> " " + aggregate.window().text())
                                    .orElse(""))
                    .strip();
            view.eventTypesOf(feature).forEach(type -> edges(view, feature, type, how));
        }
        add(new Dataset(DatasetKind.FEATURES, view.name(), columns));
    }

    /** A view that others write: nobody here knows from what. */
    private void written(FeatureView view) {
        add(new Dataset(
                DatasetKind.FEATURES,
                view.name(),
                view.features().stream()
                        .map(feature -> new Dataset.Column(
                                feature.name(), feature.valueType().text()))
                        .toList()));
    }

    private void onDemand(OnDemandFeatureView view) {
        List<Dataset.Column> columns = new ArrayList<>();
        for (OnDemandFeature feature : view.features()) {
            columns.add(new Dataset.Column(feature.name(), feature.valueType().text()));
            feature.stored()
                    .forEach(stored -> edges.add(new Edge(
                            stored.view(),
                            stored.feature(),
                            view.name(),
                            feature.name(),
                            feature.expression().text())));
        }
        add(new Dataset(DatasetKind.FEATURES, view.name(), columns));
    }

    private void edges(StreamFeatureView view, Feature feature, String type, String how) {
        List<String> fields = view.reads(feature, type);
        for (String field : fields.isEmpty() ? List.of("") : fields) {
            String topicColumn = field.isEmpty() ? "time" : field;
            String tableColumn = field.isEmpty() ? LakeTables.EVENT_TIME : field;
            edges.add(new Edge(topicOf(type), topicColumn, view.name(), feature.name(), how));
            edges.add(new Edge(tableOf(type), tableColumn, view.name(), feature.name(), how));
        }
    }

    private void model(ModelFacts model) {
        String name = model(model.name());
        add(new Dataset(DatasetKind.MODEL, name, List.of(new Dataset.Column(SCORE, "double"))));
        for (String feature : model.features()) {
            int colon = feature.indexOf(':');
            edges.add(new Edge(feature.substring(0, colon), feature.substring(colon + 1), name, SCORE, "feature"));
        }
        edges.add(new Edge(tableOf(model.labelEvent()), LakeTables.EVENT_TIME, name, SCORE, "label"));
        edges.add(new Edge(tableOf(model.populationEvent()), LakeTables.EVENT_SUBJECT, name, SCORE, "population"));
        edges.add(new Edge(name, SCORE, Topics.DECISIONS.name(), SCORE, IDENTITY));
    }

    private void rule(RuleFacts rule) {
        String name = "rules:/" + rule.id();
        add(new Dataset(DatasetKind.RULE, name, List.of(new Dataset.Column(FIRED, "boolean"))));
        for (String field : rule.fields()) {
            if (field.startsWith("event.")) {
                edges.add(new Edge(
                        topicOf(rule.eventType()), field.substring("event.".length()), name, FIRED, "condition"));
            } else if (field.startsWith("feature.") && field.contains(":")) {
                int colon = field.indexOf(':');
                edges.add(new Edge(
                        field.substring("feature.".length(), colon),
                        field.substring(colon + 1),
                        name,
                        FIRED,
                        "condition"));
            } else if (field.startsWith("model.") && field.endsWith(".score")) {
                String model = field.substring("model.".length(), field.length() - ".score".length());
                edges.add(new Edge(model(model), SCORE, name, FIRED, "condition"));
            }
        }
        edges.add(new Edge(name, FIRED, Topics.DECISIONS.name(), "rulesFired", "decision"));
        edges.add(new Edge(name, FIRED, Topics.DECISIONS.name(), "actions", "decision"));
        edges.add(new Edge(name, FIRED, Topics.ACTIONS.name(), "ruleId", "decision"));
    }

    private void add(Dataset dataset) {
        datasets.put(dataset.name(), dataset);
    }

    private List<Schema.Field> fields(String type) {
        return (EventTypes.isOwn(type) ? OWN : schemas)
                .latest(type)
                .map(released -> released.schema().getFields())
                .orElse(List.of());
    }

    private static String type(Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            return schema.getTypes().stream()
                    .filter(branch -> branch.getType() != Schema.Type.NULL)
                    .findFirst()
                    .map(DefinedLineage::type)
                    .orElse("null");
        }
        return schema.getLogicalType() == null
                ? schema.getType().getName()
                : schema.getLogicalType().getName();
    }

    private static Map<String, String> envelope() {
        Map<String, String> envelope = new LinkedHashMap<>();
        envelope.put(LakeTables.EVENT_ID, "id");
        envelope.put(LakeTables.EVENT_SOURCE, "source");
        envelope.put(LakeTables.EVENT_SUBJECT, "subject");
        envelope.put(LakeTables.EVENT_TIME, "time");
        envelope.put(LakeTables.TENANT_ID, "tenantid");
        envelope.put(LakeTables.INGEST_TIME, "timestamp");
        envelope.put(LakeTables.KAFKA_TOPIC, "topic");
        envelope.put(LakeTables.KAFKA_PARTITION, "partition");
        envelope.put(LakeTables.KAFKA_OFFSET, "offset");
        return envelope;
    }
}
