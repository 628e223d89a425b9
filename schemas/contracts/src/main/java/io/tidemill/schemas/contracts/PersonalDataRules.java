package io.tidemill.schemas.contracts;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/** Which declarations of personal data a schema may make: those after which every value still has its field's type. */
final class PersonalDataRules {
    private PersonalDataRules() {}

    static Optional<String> violation(Schema schema) {
        return violation(schema, "", new HashSet<>());
    }

    private static Optional<String> violation(Schema schema, String path, Set<String> seenRecords) {
        return switch (schema.getType()) {
            case RECORD ->
                seenRecords.add(schema.getFullName()) ? recordViolation(schema, path, seenRecords) : Optional.empty();
            case ARRAY -> violation(schema.getElementType(), path + "[]", seenRecords);
            case MAP -> violation(schema.getValueType(), path + "{}", seenRecords);
            case UNION ->
                schema.getTypes().stream()
                        .map(branch -> violation(branch, path, seenRecords))
                        .flatMap(Optional::stream)
                        .findFirst();
            default -> Optional.empty();
        };
    }

    private static Optional<String> recordViolation(Schema schema, String path, Set<String> seenRecords) {
        Object subject = schema.getObjectProp(PersonalData.SUBJECT_PROPERTY);
        if (subject != null && (!subject.equals("hash") || !path.isEmpty())) {
            return Optional.of("property " + PersonalData.SUBJECT_PROPERTY + " is " + subject
                    + (path.isEmpty() ? "" : " in field " + path)
                    + ": expected hash, and of the outermost record alone");
        }
        for (Schema.Field field : schema.getFields()) {
            String name = path.isEmpty() ? field.name() : path + "." + field.name();
            Optional<String> violation = fieldViolation(field, name);
            if (violation.isEmpty()) {
                violation = violation(field.schema(), name, seenRecords);
            }
            if (violation.isPresent()) {
                return violation;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> fieldViolation(Schema.Field field, String name) {
        Object declared = field.getObjectProp(PersonalData.PROPERTY);
        if (declared == null) {
            return Optional.empty();
        }
        String place = "field " + name + ", property " + PersonalData.PROPERTY + " ";
        Optional<PersonalDataProtection> protection = PersonalDataProtection.named(declared.toString());
        if (protection.isEmpty()) {
            return Optional.of(place + declared + ": expected mask, hash or drop");
        }
        if (protection.get() == PersonalDataProtection.DROP) {
            return isOptional(field.schema()) || isContainer(field.schema()) || isPlain(field.schema())
                    ? Optional.empty()
                    : Optional.of(place + declared
                            + ": expected a field that may be null, or is text, bytes, a list or a" + " map");
        }
        return isPlain(field.schema())
                ? Optional.empty()
                : Optional.of(place + declared + ": expected text or bytes without a logical type, or a list or map of"
                        + " them");
    }

    private static boolean isOptional(Schema schema) {
        return schema.isUnion() && schema.getTypes().stream().anyMatch(branch -> branch.getType() == Schema.Type.NULL);
    }

    private static boolean isContainer(Schema schema) {
        return schema.getType() == Schema.Type.ARRAY || schema.getType() == Schema.Type.MAP;
    }

    /** Whether masked and hashed values of the type are of the type. */
    private static boolean isPlain(Schema schema) {
        return switch (schema.getType()) {
            case STRING, BYTES -> schema.getProp("logicalType") == null;
            case ARRAY -> isPlain(schema.getElementType());
            case MAP -> isPlain(schema.getValueType());
            case UNION ->
                schema.getTypes().stream().allMatch(branch -> branch.getType() == Schema.Type.NULL || isPlain(branch));
            default -> false;
        };
    }
}
