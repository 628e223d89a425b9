package io.tidemill.decisionengine.ruleauthoring;

import io.tidemill.decisionengine.rules.CatalogueField;
import io.tidemill.decisionengine.rules.FieldCatalogue;
import io.tidemill.decisionengine.rules.FieldType;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The catalogue of what rules can compare, from the event schemas, the feature definitions and the models. */
public final class EventFields {
    private EventFields() {}

    /**
     * The catalogue of an installation.
     *
     * @param schemas the event types there are now
     */
    public static FieldCatalogue catalogue(FeatureDefinitions definitions, Set<String> models, EventSchemas schemas) {
        List<CatalogueField> fields = new ArrayList<>();
        fields.add(new CatalogueField("event.tenant", FieldType.TEXT, "The store or brand.", Set.of()));
        fields.add(new CatalogueField("event.entityId", FieldType.TEXT, "The subject of the event.", Set.of()));
        fields.add(new CatalogueField("event.time", FieldType.TIME, "When the event happened.", Set.of()));
        List<ReleasedSchema> types = schemas.latest().stream()
                .filter(schema -> !EventTypes.isOwn(schema.type()))
                .toList();
        types.forEach(schema -> addFields(schema, fields));
        Set<String> typeNames = types.stream().map(ReleasedSchema::type).collect(Collectors.toSet());
        FeatureFields features = new FeatureFields(definitions, types);
        fields.addAll(features.fields());
        for (String model : new TreeSet<>(models)) {
            fields.add(new CatalogueField(
                    "model." + model + ".score", FieldType.NUMBER, "The score of the model, from 0 to 1.", Set.of()));
        }
        return new FieldCatalogue(typeNames, fields, features.unfit());
    }

    private static void addFields(ReleasedSchema released, List<CatalogueField> fields) {
        for (Schema.Field field : released.schema().getFields()) {
            String description = field.doc() == null ? "" : field.doc();
            type(field.schema())
                    .ifPresent(type -> fields.add(
                            new CatalogueField("event." + field.name(), type, description, Set.of(released.type()))));
        }
    }

    /** What the values of an event's field are to rules; empty where they cannot compare them. */
    static Optional<FieldType> type(Schema declared) {
        Schema schema = declared.isUnion()
                ? declared.getTypes().stream()
                        .filter(type -> type.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElse(declared)
                : declared;
        LogicalType logical = schema.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal) {
            return Optional.of(FieldType.NUMBER);
        }
        if (logical instanceof LogicalTypes.TimestampMillis) {
            return Optional.of(FieldType.TIME);
        }
        return switch (schema.getType()) {
            case STRING, ENUM -> Optional.of(FieldType.TEXT);
            case INT, LONG, FLOAT, DOUBLE -> Optional.of(FieldType.NUMBER);
            case BOOLEAN -> Optional.of(FieldType.BOOLEAN);
            default -> Optional.empty();
        };
    }
}
