package io.tidemill.ingestion.lineage.openlineage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.ingestion.lineage.graph.Dataset;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * A piece of an event that has a schema of its own.
 *
 * @param schema the last part of the schema's URL, below https://openlineage.io/spec/facets/
 * @param content its fields
 */
public record Facet(String schema, ObjectNode content) {
    /** Names us in events. */
    public static final String PRODUCER = "https://github.com/tidemill/tidemill";

    private static final String SCHEMAS = "https://openlineage.io/spec/facets/";
    private static final String INTEGRATION = "TIDEMILL";

    public Facet {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(content, "content");
    }

    /**
     * A column of another dataset that a column is made of.
     *
     * @param namespace of the dataset
     * @param name of the dataset
     * @param field the column
     * @param how in a word or two
     */
    public record Origin(String namespace, String name, String field, String how) {}

    /** The version of a dataset: the id of a snapshot, or the number of a model. */
    public static Facet version(String version) {
        return of("1-0-1/DatasetVersionDatasetFacet.json", object().put("datasetVersion", version));
    }

    /** The columns of a dataset. */
    public static Facet schema(List<Dataset.Column> columns) {
        ObjectNode content = object();
        ArrayNode fields = content.putArray("fields");
        columns.forEach(column -> {
            ObjectNode field = fields.addObject().put("name", column.name());
            if (!column.type().isEmpty()) {
                field.put("type", column.type());
            }
        });
        return of("1-1-1/SchemaDatasetFacet.json", content);
    }

    /** What the columns of an output are made of. */
    public static Facet columnLineage(Map<String, List<Origin>> origins) {
        ObjectNode content = object();
        ObjectNode fields = content.putObject("fields");
        origins.forEach((column, from) -> {
            ArrayNode inputs = fields.putObject(column).putArray("inputFields");
            from.forEach(origin -> {
                ObjectNode input = inputs.addObject()
                        .put("namespace", origin.namespace())
                        .put("name", origin.name())
                        .put("field", origin.field());
                input.putArray("transformations")
                        .addObject()
                        .put("type", "DIRECT")
                        .put("subtype", origin.how().equals("identity") ? "IDENTITY" : "TRANSFORMATION")
                        .put("description", origin.how())
                        .put("masking", false);
            });
        });
        return of("1-2-0/ColumnLineageDatasetFacet.json", content);
    }

    /** How much was written. */
    public static Facet outputStatistics(long rows) {
        return of("1-0-2/OutputStatisticsOutputDatasetFacet.json", object().put("rowCount", rows));
    }

    /** The time a run is about; the end is not in it. */
    public static Facet nominalTime(Instant start, Instant end) {
        return of(
                "1-0-1/NominalTimeRunFacet.json",
                object().put("nominalStartTime", start.toString()).put("nominalEndTime", end.toString()));
    }

    /** What went wrong. */
    public static Facet error(String message) {
        return of(
                "1-0-1/ErrorMessageRunFacet.json",
                object().put("message", message).put("programmingLanguage", "JAVA"));
    }

    /** The run that this one belongs to. */
    public static Facet parent(UUID runId, String namespace, String job) {
        ObjectNode content = object();
        content.putObject("run").put("runId", runId.toString());
        content.putObject("job").put("namespace", namespace).put("name", job);
        return of("1-1-0/ParentRunFacet.json", content);
    }

    /** What kind of job it is. */
    static Facet jobType(String processing, String kind) {
        return of(
                "2-0-3/JobTypeJobFacet.json",
                object().put("processingType", processing)
                        .put("integration", INTEGRATION)
                        .put("jobType", kind));
    }

    ObjectNode json() {
        ObjectNode facet = object().put("_producer", PRODUCER).put("_schemaURL", SCHEMAS + schema);
        facet.setAll(content);
        return facet;
    }

    private static Facet of(String schema, ObjectNode content) {
        String type = schema.substring(schema.indexOf('/') + 1, schema.length() - ".json".length());
        return new Facet(schema + "#/$defs/" + type, content);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
