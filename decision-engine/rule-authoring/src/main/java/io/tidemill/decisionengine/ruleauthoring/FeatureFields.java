package io.tidemill.decisionengine.ruleauthoring;

import io.tidemill.decisionengine.rules.CatalogueField;
import io.tidemill.decisionengine.rules.FieldType;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.OnDemandFeature;
import io.tidemill.schemas.featureviews.OnDemandFeatureView;
import io.tidemill.schemas.featureviews.RequestField;
import io.tidemill.schemas.featureviews.StoredFeature;
import io.tidemill.schemas.featureviews.StoredView;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ValueType;
import io.tidemill.schemas.featureviews.ViewEntity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * The features that rules can compare, whether they are computed from events, written by others or computed on demand. A rule
 * compares one value with another: lists are for models and people.
 */
final class FeatureFields {
    private final FeatureDefinitions definitions;
    private final Map<String, Schema> types;
    private final Map<String, Set<String>> subjects = new HashMap<>();
    private final List<CatalogueField> fields = new ArrayList<>();
    private final Map<String, String> unfit = new HashMap<>();

    FeatureFields(FeatureDefinitions definitions, List<ReleasedSchema> types) {
        this.definitions = definitions;
        this.types = types.stream().collect(Collectors.toMap(ReleasedSchema::type, ReleasedSchema::schema));
        for (StreamFeatureView view : definitions.views()) {
            view.entities().stream().filter(ViewEntity::isSubject).forEach(subject -> view.sources()
                    .forEach(type -> subjects.computeIfAbsent(type, none -> new HashSet<>())
                            .add(subject.name())));
        }
        definitions.storedViews().forEach(this::add);
        definitions.onDemandViews().forEach(this::add);
    }

    List<CatalogueField> fields() {
        return fields;
    }

    /** Why a feature is no field of some event types, or of none. */
    Map<String, String> unfit() {
        return unfit;
    }

    private void add(StoredView view) {
        Set<String> decided = decided(view);
        for (StoredFeature feature : view.features()) {
            if (!feature.valueType().isList()) {
                add(
                        new FeatureReference(view.name(), feature.name()),
                        feature.valueType(),
                        feature.description() + (feature.isElapsedTime() ? " In seconds." : ""),
                        decided,
                        "is of entity " + view.entityNames()
                                + ", expected a feature of the entity that the event's subject is, and of it alone");
            }
        }
    }

    private void add(OnDemandFeatureView view) {
        for (OnDemandFeature feature : view.features()) {
            Set<String> decided = new HashSet<>(types.keySet());
            Set<String> expected = new TreeSet<>();
            for (FeatureReference operand : feature.stored()) {
                StoredView stored = definitions.storedView(operand.view()).orElseThrow();
                decided.retainAll(decided(stored));
                expected.add("entity " + stored.entityNames() + " as the event's subject, and it alone");
            }
            for (RequestField field : feature.given()) {
                decided.removeIf(type -> !gives(type, field));
                expected.add("a field '" + field.name() + "' of the event that is "
                        + field.valueType().text());
            }
            add(
                    new FeatureReference(view.name(), feature.name()),
                    feature.valueType(),
                    (feature.description() + " Computed on demand.").strip(),
                    decided,
                    "is computed on demand, expected " + String.join(" and ", expected));
        }
    }

    private void add(
            FeatureReference reference, ValueType valueType, String description, Set<String> decided, String reason) {
        String name = "feature." + reference;
        FieldType type = valueType == ValueType.STRING ? FieldType.TEXT : FieldType.NUMBER;
        boolean all = decided.equals(types.keySet());
        if (!decided.isEmpty()) {
            fields.add(new CatalogueField(name, type, description, all ? Set.of() : decided));
        }
        if (!all) {
            unfit.put(name, reason);
        }
    }

    /**
     * The event types whose events can be decided by a view's features: those whose subject is the entity it is about. That
     * another one is the subject is known of a type that views read by the subject.
     */
    private Set<String> decided(StoredView view) {
        if (view.entities().size() > 1) {
            return Set.of();
        }
        String entity = view.entities().get(0).name();
        return types.keySet().stream()
                .filter(type -> subjects.getOrDefault(type, Set.of(entity)).contains(entity))
                .collect(Collectors.toSet());
    }

    /** Whether events of a type have what the request of a lookup would have to give. */
    private boolean gives(String type, RequestField wanted) {
        Schema.Field field = Objects.requireNonNull(types.get(type), type).getField(wanted.name());
        return field != null
                && switch (wanted.valueType()) {
                    case STRING -> is(field, FieldType.TEXT);
                    case INT64 -> isWhole(field.schema());
                    default -> is(field, FieldType.NUMBER);
                };
    }

    private static boolean is(Schema.Field field, FieldType type) {
        return EventFields.type(field.schema()).filter(type::equals).isPresent();
    }

    private static boolean isWhole(Schema declared) {
        List<Schema> branches = declared.isUnion() ? declared.getTypes() : List.of(declared);
        return branches.stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .allMatch(branch -> (branch.getType() == Schema.Type.INT || branch.getType() == Schema.Type.LONG)
                        && !(branch.getLogicalType() instanceof LogicalTypes.TimestampMillis));
    }
}
