package io.tidemill.schemas.contracts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** What the schema of an event's data must be, so that its events can be rows of a table. */
public final class EventDataRules {
    private EventDataRules() {}

    /** What is wrong with a schema as that of an event's data, in words; empty when nothing is. */
    public static Optional<String> violation(Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            return Optional.of("the schema is of type " + schema.getType().getName() + ": expected a record");
        }
        if (schema.getFields().isEmpty()) {
            return Optional.of("record " + schema.getFullName() + " has no fields: expected one or more");
        }
        for (Schema.Field field : schema.getFields()) {
            if (LakeTables.commonColumns().contains(field.name())) {
                return Optional.of("field " + field.name() + " has the name of a column that every table has: expected"
                        + " another name");
            }
        }
        return declaredViolation(schema).or(() -> violation(schema, "", new ArrayDeque<>()));
    }

    private static Optional<String> declaredViolation(Schema schema) {
        Object declared = schema.getObjectProp(DeclaredAttributes.PROPERTY);
        if (declared == null) {
            return Optional.empty();
        }
        String name = "property \"" + DeclaredAttributes.PROPERTY + "\"";
        if (!(declared instanceof Map<?, ?> attributes)) {
            return Optional.of(name + ": expected an object such as {\"id\": \"orderId\"}");
        }
        for (String attribute : new String[] {"id", "subject", "time", "tenant"}) {
            Object field = attributes.get(attribute);
            if (field != null && schema.getField(field.toString()) == null) {
                return Optional.of(
                        name + " takes " + attribute + " from field " + field + ": expected a field of the record");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> violation(Schema schema, String path, Deque<String> around) {
        return switch (schema.getType()) {
            case RECORD -> recordViolation(schema, path, around);
            case ARRAY -> violation(schema.getElementType(), path + "[]", around);
            case MAP -> violation(schema.getValueType(), path + "{}", around);
            case UNION ->
                schema.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .map(branch -> violation(branch, path, around))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .or(() -> schema.getTypes().stream().allMatch(branch -> branch.getType() == Schema.Type.NULL)
                                ? Optional.of("field " + path + " can only be null")
                                : Optional.empty());
            case NULL -> Optional.of("field " + path + " can only be null: expected a type that holds something");
            default -> Optional.empty();
        };
    }

    private static Optional<String> recordViolation(Schema schema, String path, Deque<String> around) {
        if (around.contains(schema.getFullName())) {
            return Optional.of("record " + schema.getFullName() + " holds itself at " + path
                    + ": expected none that does, for a table has no such column");
        }
        around.push(schema.getFullName());
        Optional<String> found = schema.getFields().stream()
                .map(field ->
                        violation(field.schema(), path.isEmpty() ? field.name() : path + "." + field.name(), around))
                .flatMap(Optional::stream)
                .findFirst();
        around.pop();
        return found;
    }
}
