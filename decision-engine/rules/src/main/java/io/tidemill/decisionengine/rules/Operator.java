package io.tidemill.decisionengine.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * How a field is compared. A missing value, and one of another type than the operand, fulfils nothing but {@link
 * #IS_NULL}: neither {@link #EQUAL} nor {@link #NOT_EQUAL}.
 */
public enum Operator {
    EQUAL("eq", Operands.ONE, EnumSet.allOf(FieldType.class)),
    NOT_EQUAL("ne", Operands.ONE, EnumSet.allOf(FieldType.class)),
    LESS("lt", Operands.ONE, EnumSet.of(FieldType.NUMBER, FieldType.TIME)),
    LESS_OR_EQUAL("le", Operands.ONE, EnumSet.of(FieldType.NUMBER, FieldType.TIME)),
    GREATER("gt", Operands.ONE, EnumSet.of(FieldType.NUMBER, FieldType.TIME)),
    GREATER_OR_EQUAL("ge", Operands.ONE, EnumSet.of(FieldType.NUMBER, FieldType.TIME)),
    /** Both ends included. */
    BETWEEN("between", Operands.PAIR, EnumSet.of(FieldType.NUMBER, FieldType.TIME)),
    IN("in", Operands.LIST, EnumSet.of(FieldType.NUMBER, FieldType.TEXT)),
    NOT_IN("notIn", Operands.LIST, EnumSet.of(FieldType.NUMBER, FieldType.TEXT)),
    CONTAINS("contains", Operands.ONE, EnumSet.of(FieldType.TEXT)),
    STARTS_WITH("startsWith", Operands.ONE, EnumSet.of(FieldType.TEXT)),
    ENDS_WITH("endsWith", Operands.ONE, EnumSet.of(FieldType.TEXT)),
    IS_NULL("isNull", Operands.NONE, EnumSet.allOf(FieldType.class)),
    NOT_NULL("notNull", Operands.NONE, EnumSet.allOf(FieldType.class));

    /** What a comparison's {@code value} has to be. */
    public enum Operands {
        /** Absent. */
        NONE,
        /** A single literal. */
        ONE,
        /** An array of exactly two literals, in ascending order. */
        PAIR,
        /** An array of one or more literals. */
        LIST
    }

    private final String word;
    private final Operands operands;
    private final Set<FieldType> types;

    Operator(String word, Operands operands, Set<FieldType> types) {
        this.word = word;
        this.operands = operands;
        this.types = types;
    }

    /** As documents write it. */
    @JsonValue
    public String word() {
        return word;
    }

    public Operands operands() {
        return operands;
    }

    /** Whether fields of a type can be compared so. */
    public boolean fits(FieldType type) {
        return types.contains(type);
    }

    /** The operator that documents write so. */
    public static Optional<Operator> of(String word) {
        return Arrays.stream(values())
                .filter(operator -> operator.word.equals(word))
                .findFirst();
    }
}
