package io.tidemill.schemas.expectations;

import io.tidemill.schemas.contracts.LakeTables;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The columns of a table, and which of them rules can look into. */
final class TableColumnTypes {
    /** What a column holds, as far as rules care. */
    enum Kind {
        NUMBER,
        TEXT,
        OTHER
    }

    private TableColumnTypes() {}

    /** The columns of the table of an event type whose data has this schema. */
    static Map<String, Kind> of(Schema data) {
        Map<String, Kind> columns = new LinkedHashMap<>();
        columns.put(LakeTables.EVENT_ID, Kind.TEXT);
        columns.put(LakeTables.EVENT_SOURCE, Kind.TEXT);
        columns.put(LakeTables.EVENT_SUBJECT, Kind.TEXT);
        columns.put(LakeTables.EVENT_TIME, Kind.OTHER);
        columns.put(LakeTables.TENANT_ID, Kind.TEXT);
        columns.put(LakeTables.INGEST_TIME, Kind.OTHER);
        columns.put(LakeTables.KAFKA_TOPIC, Kind.TEXT);
        columns.put(LakeTables.KAFKA_PARTITION, Kind.NUMBER);
        columns.put(LakeTables.KAFKA_OFFSET, Kind.NUMBER);
        data.getFields().forEach(field -> columns.put(field.name(), kind(field.schema())));
        return columns;
    }

    private static Kind kind(Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            Optional<Schema> only = schema.getTypes().stream()
                    .filter(branch -> branch.getType() != Schema.Type.NULL)
                    .reduce((first, second) -> schema);
            return only.filter(branch -> branch != schema)
                    .map(TableColumnTypes::kind)
                    .orElse(Kind.OTHER);
        }
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal) {
            return Kind.NUMBER;
        }
        if (schema.getLogicalType() != null) {
            return Kind.OTHER;
        }
        return switch (schema.getType()) {
            case INT, LONG, FLOAT, DOUBLE -> Kind.NUMBER;
            case STRING, ENUM -> Kind.TEXT;
            default -> Kind.OTHER;
        };
    }
}
