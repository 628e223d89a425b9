package io.tidemill.ingestion.eventgateway.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** Builds the converter of a schema. One is used for one schema only. */
final class Converters {
    /** Records by name, for a schema may hold itself. */
    private final Map<String, RecordConverter> records = new HashMap<>();

    RecordConverter record(Schema schema) {
        RecordConverter known = records.get(schema.getFullName());
        if (known != null) {
            return known;
        }
        RecordConverter converter = new RecordConverter(schema);
        records.put(schema.getFullName(), converter);
        converter.fields(this);
        return converter;
    }

    ValueConverter of(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        return logical == null ? plain(schema) : logical(schema, logical);
    }

    private ValueConverter plain(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case NULL -> Scalars::nothing;
            case BOOLEAN -> Scalars::flag;
            case INT -> value -> Math.toIntExact(Scalars.integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case LONG -> value -> Scalars.integer(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> Scalars::singlePrecision;
            case DOUBLE -> Scalars::doublePrecision;
            case STRING -> Scalars::text;
            case BYTES -> Scalars::bytes;
            case FIXED -> fixed(schema);
            case ENUM -> symbol(schema);
            case ARRAY -> list(of(schema.getElementType()));
            case MAP -> map(of(schema.getValueType()));
            case UNION -> union(schema);
        };
    }

    /** A logical type that is not known here is as good as none, as Avro's specification says. */
    private ValueConverter logical(Schema schema, LogicalType logical) {
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return value -> Scalars.decimal(value, decimal.getPrecision(), decimal.getScale());
        }
        if (logical instanceof LogicalTypes.TimestampMillis || logical instanceof LogicalTypes.TimestampMicros) {
            return Scalars::timestamp;
        }
        if (logical instanceof LogicalTypes.Date) {
            return Scalars::date;
        }
        return plain(schema);
    }

    private static IllegalArgumentException unsupported(Schema schema) {
        return new IllegalArgumentException("schema " + schema + ": no conversion from JSON; add it here");
    }

    private static ValueConverter fixed(Schema schema) {
        return value -> {
            ByteBuffer bytes = (ByteBuffer) Scalars.bytes(value);
            if (bytes.remaining() != schema.getFixedSize()) {
                throw UnfitValueException.of(value, schema.getFixedSize() + " bytes in Base64");
            }
            return new GenericData.Fixed(schema, bytes.array());
        };
    }

    private static ValueConverter symbol(Schema schema) {
        return value -> {
            if (!value.isTextual() || !schema.hasEnumSymbol(value.textValue())) {
                throw UnfitValueException.of(value, "one of " + String.join(", ", schema.getEnumSymbols()));
            }
            return new GenericData.EnumSymbol(schema, value.textValue());
        };
    }

    private static ValueConverter list(ValueConverter element) {
        return value -> {
            if (!value.isArray()) {
                throw UnfitValueException.of(value, "a list");
            }
            List<@Nullable Object> converted = new ArrayList<>(value.size());
            for (int i = 0; i < value.size(); i++) {
                try {
                    converted.add(element.convert(value.get(i)));
                } catch (UnfitValueException e) {
                    throw e.within("[" + i + "]");
                }
            }
            return converted;
        };
    }

    private static ValueConverter map(ValueConverter element) {
        return value -> {
            if (!value.isObject()) {
                throw UnfitValueException.of(value, "an object");
            }
            Map<String, @Nullable Object> converted = new HashMap<>();
            for (Map.Entry<String, JsonNode> entry : value.properties()) {
                try {
                    Scalars.text(TextNode.valueOf(entry.getKey()));
                    converted.put(entry.getKey(), element.convert(entry.getValue()));
                } catch (UnfitValueException e) {
                    throw e.within(entry.getKey());
                }
            }
            return converted;
        };
    }

    /** Of null and one type; which of several types a JSON value is meant to be cannot be told. */
    private ValueConverter union(Schema schema) {
        List<Schema> others = schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
        if (others.size() != 1) {
            throw unsupported(schema);
        }
        ValueConverter other = of(others.get(0));
        return schema.isNullable() ? value -> value.isNull() ? null : other.convert(value) : other;
    }
}
