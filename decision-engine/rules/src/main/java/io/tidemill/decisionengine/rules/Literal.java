package io.tidemill.decisionengine.rules;

import java.math.BigDecimal;

/** A constant in a rule document: data, never code. */
public sealed interface Literal {
    /** Whether a field of a type can be compared with it. */
    boolean fits(FieldType type);

    /** A JSON string; where a field is a time, an instant in RFC 3339. */
    record Text(String value) implements Literal {
        @Override
        public boolean fits(FieldType type) {
            return type == FieldType.TEXT
                    || (type == FieldType.TIME && Instants.read(value).isPresent());
        }
    }

    /** A JSON number, exactly as written. */
    record Numeric(BigDecimal value) implements Literal {
        @Override
        public boolean fits(FieldType type) {
            return type == FieldType.NUMBER;
        }
    }

    /** A JSON boolean. */
    record Truth(boolean value) implements Literal {
        @Override
        public boolean fits(FieldType type) {
            return type == FieldType.BOOLEAN;
        }
    }
}
