package io.tidemill.ingestion.eventtypes;

import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.registryclient.EventSubjects;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** An event type as the catalogue tells it. */
final class TypeDescription {
    private TypeDescription() {}

    /** The type in one line. */
    static Map<String, Object> summary(ReleasedSchema schema, boolean ready, @Nullable String problem) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("type", schema.type());
        summary.put("version", schema.version());
        summary.put("schemaId", schema.id());
        summary.put("subject", EventSubjects.of(schema.type()));
        summary.put("topic", Topics.ofEvents(schema.type()).name());
        summary.put("table", LakeTables.NAMESPACE + "." + LakeTables.ofEvents(schema.type()));
        summary.put("ready", ready);
        if (problem != null) {
            summary.put("problem", problem);
        }
        Schema data = schema.schema();
        put(summary, "doc", data.getDoc());
        put(summary, "owner", data.getObjectProp("owner"));
        put(summary, "labels", data.getObjectProp("labels"));
        summary.put(
                "fields", data.getFields().stream().map(TypeDescription::field).toList());
        return summary;
    }

    private static Map<String, Object> field(Schema.Field field) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", field.name());
        described.put("type", typeName(field.schema()));
        described.put("optional", field.hasDefaultValue());
        put(described, "doc", field.doc());
        field.getObjectProps().forEach((name, value) -> put(described, name, value));
        return described;
    }

    /** The type in a word or two, null left out. */
    private static String typeName(Schema schema) {
        if (schema.getLogicalType() != null) {
            return schema.getLogicalType().getName();
        }
        return switch (schema.getType()) {
            case UNION ->
                schema.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .map(TypeDescription::typeName)
                        .collect(Collectors.joining(" or "));
            case ARRAY -> "list of " + typeName(schema.getElementType());
            case MAP -> "map of " + typeName(schema.getValueType());
            case RECORD, ENUM, FIXED -> schema.getName();
            default -> schema.getType().getName();
        };
    }

    private static void put(Map<String, Object> target, String name, @Nullable Object value) {
        if (value != null) {
            target.putIfAbsent(name, value);
        }
    }
}
