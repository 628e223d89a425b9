package io.tidemill.schemas.expressions;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;

/** What a value of an expression may be. Every value may be null too. */
public enum ExpressionType {
    /** In Java {@link Long}. */
    INT(SimpleType.INT, NullableType.create(SimpleType.INT)),
    /** In Java {@link Double}. */
    DOUBLE(SimpleType.DOUBLE, NullableType.create(SimpleType.DOUBLE)),
    /** In Java {@link String}. */
    STRING(SimpleType.STRING, NullableType.create(SimpleType.STRING)),
    /** In Java a list of {@link Long}. CEL cannot compare a list with null. */
    INT_LIST(ListType.create(SimpleType.INT), ListType.create(SimpleType.INT)),
    /** In Java a list of {@link Double}. */
    DOUBLE_LIST(ListType.create(SimpleType.DOUBLE), ListType.create(SimpleType.DOUBLE)),
    /** In Java a list of {@link String}. */
    STRING_LIST(ListType.create(SimpleType.STRING), ListType.create(SimpleType.STRING));

    private final CelType present;
    private final CelType declared;

    ExpressionType(CelType present, CelType declared) {
        this.present = present;
        this.declared = declared;
    }

    /** As CEL's checker is told. */
    CelType declared() {
        return declared;
    }

    /** Whether what an expression gives is of this type, or null. */
    boolean allows(CelType result) {
        return result.equals(present) || result.equals(declared) || result.equals(SimpleType.NULL_TYPE);
    }

    /** As CEL writes it. */
    String text() {
        return present instanceof ListType list ? "list(" + list.elemType().name() + ")" : present.name();
    }
}
