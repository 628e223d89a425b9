package io.tidemill.ingestion.schemaregistry;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** What of the latest schema a proposed one takes away from its readers. */
final class BreakingChange {
    private BreakingChange() {}

    /** The fields that are not there any more, or not so that they could be read as before. */
    static Set<String> fields(Schema latest, Schema proposed) {
        Set<String> broken = new LinkedHashSet<>();
        if (latest.getType() != Schema.Type.RECORD) {
            return broken;
        }
        for (Schema.Field field : latest.getFields()) {
            Schema.Field after = proposed.getType() == Schema.Type.RECORD ? proposed.getField(field.name()) : null;
            if (after == null || !reads(after.schema(), field.schema())) {
                broken.add(field.name());
            }
        }
        return broken;
    }

    /** The message for whoever proposed it. */
    static String text(
            String subject,
            Compatibility level,
            List<String> violations,
            Set<String> fields,
            List<SchemaDependents.Dependent> dependents) {
        StringBuilder text = new StringBuilder(
                        "Schema being registered is incompatible with an earlier schema for subject \"")
                .append(subject)
                .append("\" (compatibility ")
                .append(level)
                .append(')');
        if (!violations.isEmpty()) {
            text.append("; ").append(String.join("; ", violations));
        }
        if (!fields.isEmpty()) {
            text.append("; removed, renamed or retyped: ").append(String.join(", ", fields));
        }
        if (!dependents.isEmpty()) {
            text.append("; this would break ").append(names(dependents));
        }
        return text.toString();
    }

    static String names(List<SchemaDependents.Dependent> dependents) {
        return dependents.stream()
                .map(SchemaDependents.Dependent::text)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static boolean reads(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }
}
