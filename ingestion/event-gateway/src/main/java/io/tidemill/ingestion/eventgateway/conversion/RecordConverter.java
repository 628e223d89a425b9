package io.tidemill.ingestion.eventgateway.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record of a JSON object: every field the schema has, or its default; no field it does not have. Decimals are
 * {@link java.math.BigDecimal} of the schema's scale, times {@link java.time.Instant}, dates {@link
 * java.time.LocalDate}. Safe to share between threads.
 */
public final class RecordConverter implements ValueConverter {
    private static final GenericData LOGICAL = logical();

    private final Schema schema;
    private final List<Field> fields = new ArrayList<>();

    RecordConverter(Schema schema) {
        this.schema = schema;
    }

    /**
     * The converter of a record schema.
     *
     * @throws IllegalArgumentException if the schema holds what has no conversion from JSON
     */
    public static RecordConverter of(Schema schema) {
        return new Converters().record(schema);
    }

    void fields(Converters converters) {
        for (Schema.Field field : schema.getFields()) {
            Object fallback = field.hasDefaultValue() ? fallback(field) : null;
            fields.add(new Field(
                    field.name(), converters.of(field.schema()), field.hasDefaultValue(), fallback, field.doc()));
        }
    }

    @Override
    public GenericData.Record convert(JsonNode value) throws UnfitValueException {
        if (!value.isObject()) {
            throw UnfitValueException.of(value, "an object");
        }
        GenericData.Record record = new GenericData.Record(schema);
        int present = 0;
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            JsonNode given = value.get(field.name());
            if (given != null) {
                present++;
            }
            record.put(i, field.value(given));
        }
        if (present < value.size()) {
            refuseUnknown(value);
        }
        return record;
    }

    private void refuseUnknown(JsonNode value) throws UnfitValueException {
        Iterator<String> names = value.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (schema.getField(name) == null) {
                String known = fields.stream().map(Field::name).collect(Collectors.joining(", "));
                throw UnfitValueException.unknown(known).within(name);
            }
        }
    }

    private static @Nullable Object fallback(Schema.Field field) {
        return LOGICAL.getDefaultValue(field);
    }

    private static GenericData logical() {
        GenericData data = new GenericData();
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
        data.addLogicalTypeConversion(new TimeConversions.DateConversion());
        return data;
    }

    private record Field(
            String name,
            ValueConverter converter,
            boolean optional,
            @Nullable Object fallback,
            @Nullable String meaning) {
        @Nullable
        Object value(@Nullable JsonNode given) throws UnfitValueException {
            try {
                if (given != null) {
                    return converter.convert(given);
                }
                if (!optional) {
                    throw UnfitValueException.missing(meaning == null ? "a value" : meaning);
                }
                return fallback;
            } catch (UnfitValueException e) {
                throw e.within(name);
            }
        }
    }
}
