package io.tidemill.schemas.contracts;

import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericData.StringType;

/** Schemas that read text and map keys as {@link String}, not as Avro's {@code Utf8}. */
final class TextSchemas {
    private TextSchemas() {}

    /** A copy of the schema that reads all its text as strings of Java. */
    static Schema withJavaStrings(Schema schema) {
        Schema copy = new Schema.Parser().parse(schema.toString());
        mark(copy, new HashSet<>());
        return copy;
    }

    private static void mark(Schema schema, Set<String> seenRecords) {
        switch (schema.getType()) {
            case STRING -> GenericData.setStringType(schema, StringType.String);
            case MAP -> {
                GenericData.setStringType(schema, StringType.String);
                mark(schema.getValueType(), seenRecords);
            }
            case ARRAY -> mark(schema.getElementType(), seenRecords);
            case UNION -> schema.getTypes().forEach(type -> mark(type, seenRecords));
            case RECORD -> {
                if (seenRecords.add(schema.getFullName())) {
                    schema.getFields().forEach(field -> mark(field.schema(), seenRecords));
                }
            }
            default -> {
                // No other type holds text.
            }
        }
    }
}
