package io.tidemill.schemas.featureviews;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Features of an entity, or of several together, computed from one type of events and from what takes these back.
 *
 * @param name unique within the project
 * @param entities whom the features are about, at least one; the subject of an event is the key of one of them at most
 * @param source the event type
 * @param takenBackBy other event types, whose events count with the opposite sign
 * @param attributes what events are seen with as it was at their time; of views of one entity alone
 * @param lateness how long after the watermark has passed an event's time an attribute may still come late for it
 * @param ttl how old a value may be and still be served; zero for any age
 * @param owner who answers for it
 * @param description for people
 * @param tags free labels
 * @param features in the order of the definition
 */
public record StreamFeatureView(
        String name,
        List<ViewEntity> entities,
        String source,
        List<TakingBack> takenBackBy,
        List<Attribute> attributes,
        Duration lateness,
        Duration ttl,
        String owner,
        String description,
        Map<String, String> tags,
        List<Feature> features)
        implements StoredView, Serializable {
    private static final long serialVersionUID = 1L;

    /** How many different {@code where} the features of a view may have. */
    public static final int MOST_FILTERS = 64;

    /** How late attributes may be where nothing is said. */
    public static final Duration LATENESS = Duration.ofHours(1);

    public StreamFeatureView {
        Objects.requireNonNull(name, "name");
        entities = List.copyOf(entities);
        if (entities.isEmpty()) {
            throw new IllegalArgumentException("view " + name + " is about no entity");
        }
        Objects.requireNonNull(source, "source");
        takenBackBy = List.copyOf(takenBackBy);
        attributes = List.copyOf(attributes);
        Objects.requireNonNull(lateness, "lateness");
        Objects.requireNonNull(ttl, "ttl");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(description, "description");
        tags = Map.copyOf(tags);
        features = List.copyOf(features);
    }

    /** Features of one entity whose key is the subject of the events. */
    public StreamFeatureView(
            String name,
            String entity,
            String source,
            Duration ttl,
            String owner,
            String description,
            Map<String, String> tags,
            List<Feature> features) {
        this(
                name,
                List.of(ViewEntity.ofSubject(entity)),
                source,
                List.of(),
                List.of(),
                LATENESS,
                ttl,
                owner,
                description,
                tags,
                features);
    }

    @Override
    public Optional<Feature> feature(String feature) {
        return features.stream().filter(each -> each.name().equals(feature)).findFirst();
    }

    /** The types of the events that it computes features from, the source first. */
    public List<String> sources() {
        return Stream.concat(Stream.of(source), takenBackBy.stream().map(TakingBack::eventType))
                .toList();
    }

    /** The types of all events it reads: first the {@link #sources()}, then those of the attributes that features use. */
    public List<String> eventTypes() {
        List<String> used = columns(aggregates(features));
        return Stream.concat(
                        sources().stream(),
                        attributes.stream()
                                .filter(attribute -> used.contains(attribute.name()))
                                .map(Attribute::eventType)
                                .distinct())
                .toList();
    }

    /** The attributes that features use and events of a type tell. */
    public List<Attribute> attributesOf(String eventType) {
        List<String> used = columns(aggregates(features));
        return attributes.stream()
                .filter(attribute -> attribute.eventType().equals(eventType) && used.contains(attribute.name()))
                .toList();
    }

    private boolean isAttribute(String column) {
        return attributes.stream().anyMatch(attribute -> attribute.name().equals(column));
    }

    /** What events of a type call a field of the source. */
    public String field(String eventType, String column) {
        return takenBackBy.stream()
                .filter(type -> type.eventType().equals(eventType))
                .findFirst()
                .map(type -> type.fields().getOrDefault(column, column))
                .orElse(column);
    }

    /** The columns that a feature is computed from, whether itself or by its operands; in alphabetical order. */
    public List<String> columns(Feature feature) {
        return columns(aggregates(List.of(feature)));
    }

    /** The columns of an event of a type that a feature is computed from; in alphabetical order. */
    public List<String> columns(Feature feature, String eventType) {
        return fieldsOf(aggregates(List.of(feature)), eventType);
    }

    /** The columns of an event of a type that any feature is computed from; in alphabetical order. */
    public List<String> columns(String eventType) {
        return fieldsOf(aggregates(features), eventType);
    }

    private List<String> fieldsOf(Stream<Computation.Aggregate> aggregates, String eventType) {
        return columns(aggregates.filter(aggregate -> aggregate.counts(eventType))).stream()
                .filter(column -> !isAttribute(column))
                .toList();
    }

    private Stream<Computation.Aggregate> aggregates(Collection<Feature> wanted) {
        return withOperands(wanted).stream().flatMap(each -> each.aggregate().stream());
    }

    private static List<String> columns(Stream<Computation.Aggregate> aggregates) {
        return aggregates
                .flatMap(aggregate -> Stream.concat(
                        Stream.ofNullable(aggregate.column()),
                        aggregate.where().stream().map(Condition::column)))
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether it is about this entity and no other. */
    public boolean isAbout(String entity) {
        return entities.size() == 1 && entities.get(0).name().equals(entity);
    }

    /** The types of events that a feature depends on: those that count, and those that tell attributes. */
    public List<String> eventTypesOf(Feature feature) {
        return eventTypes().stream()
                .filter(type -> sources().contains(type)
                        ? aggregates(List.of(feature)).anyMatch(aggregate -> aggregate.counts(type))
                        : attributesOf(type).stream()
                                .anyMatch(attribute -> columns(feature).contains(attribute.name())))
                .toList();
    }

    /**
     * The fields of events of a type that a feature depends on: those it is computed from, and those that say whose an event
     * is; none if it does not depend on such events.
     */
    public List<String> reads(Feature feature, String eventType) {
        if (!eventTypesOf(feature).contains(eventType)) {
            return List.of();
        }
        Stream<String> computed = sources().contains(eventType)
                ? columns(feature, eventType).stream().map(column -> field(eventType, column))
                : attributesOf(eventType).stream()
                        .filter(attribute -> columns(feature).contains(attribute.name()))
                        .map(Attribute::column);
        return Stream.concat(computed, keyFields(eventType).stream().flatMap(Stream::ofNullable))
                .distinct()
                .toList();
    }

    /** For each entity the field of events of a type that is its key; null for the subject. */
    public List<@Nullable String> keyFields(String eventType) {
        List<@Nullable String> fields = new ArrayList<>();
        boolean counts = sources().contains(eventType);
        for (ViewEntity entity : entities) {
            String column = entity.column();
            fields.add(
                    !counts ? attributesOf(eventType).get(0).key() : column == null ? null : field(eventType, column));
        }
        return fields;
    }

    /** This view with these of its features, and those that they are computed from, alone. */
    public StreamFeatureView narrowedTo(Collection<Feature> wanted) {
        return new StreamFeatureView(
                name,
                entities,
                source,
                takenBackBy,
                attributes,
                lateness,
                ttl,
                owner,
                description,
                tags,
                List.copyOf(withOperands(wanted)));
    }

    /** This view under another name. */
    public StreamFeatureView named(String other) {
        return new StreamFeatureView(
                other, entities, source, takenBackBy, attributes, lateness, ttl, owner, description, tags, features);
    }

    /** This view without what has no influence on its values. */
    StreamFeatureView withoutDescriptions() {
        List<Feature> bare = features.stream()
                .map(feature -> new Feature(feature.name(), feature.computation(), feature.valueType(), ""))
                .toList();
        return new StreamFeatureView(
                name, entities, source, takenBackBy, attributes, lateness, Duration.ZERO, "", "", Map.of(), bare);
    }

    private Set<Feature> withOperands(Collection<Feature> wanted) {
        Set<Feature> needed = new LinkedHashSet<>(wanted);
        for (Feature feature : wanted) {
            feature.computation()
                    .operands()
                    .forEach(operand -> needed.add(feature(operand)
                            .orElseThrow(() ->
                                    new IllegalArgumentException("view " + name + " has no feature " + operand))));
        }
        return needed;
    }

    /** References to all features, in order. */
    public List<FeatureReference> references() {
        return features.stream()
                .map(feature -> new FeatureReference(name, feature.name()))
                .toList();
    }
}
