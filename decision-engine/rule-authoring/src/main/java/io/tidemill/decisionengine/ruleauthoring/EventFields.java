package io.tidemill.decisionengine.ruleauthoring;

import io.tidemill.decisionengine.rules.CatalogueField;
import io.tidemill.decisionengine.rules.FieldCatalogue;
import io.tidemill.decisionengine.rules.FieldType;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ValueType;
import io.tidemill.schemas.featureviews.ViewEntity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
        Map<String, String> unfit = new HashMap<>();
        for (StreamFeatureView view : definitions.views()) {
            Set<String> decided = decided(view, definitions, typeNames);
            // A rule compares one value with another: lists are for models and people.
            for (Feature feature : view.features()) {
                if (!feature.valueType().isList()) {
                    CatalogueField field = feature(view, feature, decided.equals(typeNames) ? Set.of() : decided);
                    if (!decided.isEmpty()) {
                        fields.add(field);
                    }
                    if (!decided.equals(typeNames)) {
                        unfit.put(
                                field.name(),
                                "is of entity " + view.entityNames()
                                        + ", expected a feature of the entity that the event's subject is, and of it alone");
                    }
                }
            }
        }
        for (String model : new TreeSet<>(models)) {
            fields.add(new CatalogueField(
                    "model." + model + ".score", FieldType.NUMBER, "The score of the model, from 0 to 1.", Set.of()));
        }
        return new FieldCatalogue(typeNames, fields, unfit);
    }

    /**
     * The event types whose events can be decided by a view's features: those whose subject is the entity it is about. That
     * another one is the subject is known of a type that views read by the subject.
     */
    private static Set<String> decided(StreamFeatureView view, FeatureDefinitions definitions, Set<String> types) {
        if (view.entities().size() > 1) {
            return Set.of();
        }
        String entity = view.entities().get(0).name();
        Map<String, Set<String>> subjects = new HashMap<>();
        for (StreamFeatureView other : definitions.views()) {
            other.entities().stream().filter(ViewEntity::isSubject).forEach(subject -> other.sources()
                    .forEach(type -> subjects.computeIfAbsent(type, none -> new HashSet<>())
                            .add(subject.name())));
        }
        return types.stream()
                .filter(type -> subjects.getOrDefault(type, Set.of(entity)).contains(entity))
                .collect(Collectors.toSet());
    }

    private static void addFields(ReleasedSchema released, List<CatalogueField> fields) {
        for (Schema.Field field : released.schema().getFields()) {
            String description = field.doc() == null ? "" : field.doc();
            type(field.schema())
                    .ifPresent(type -> fields.add(
                            new CatalogueField("event." + field.name(), type, description, Set.of(released.type()))));
        }
    }

    private static CatalogueField feature(StreamFeatureView view, Feature feature, Set<String> eventTypes) {
        FieldType type = feature.valueType() == ValueType.STRING ? FieldType.TEXT : FieldType.NUMBER;
        String unit = feature.isElapsedTime() ? " In seconds." : "";
        return new CatalogueField(
                "feature." + view.name() + ":" + feature.name(), type, feature.description() + unit, eventTypes);
    }

    private static Optional<FieldType> type(Schema declared) {
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
