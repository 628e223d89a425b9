package io.tidemill.schemas.featureviews;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Features of one entity computed from one type of events.
 *
 * @param name unique within the project
 * @param entity the name of the {@link Entity}; the subject of the source's events is its key
 * @param source the event type
 * @param ttl how old a value may be and still be served; zero for any age
 * @param owner who answers for it
 * @param description for people
 * @param tags free labels
 * @param features in the order of the definition
 */
public record StreamFeatureView(
        String name,
        String entity,
        String source,
        Duration ttl,
        String owner,
        String description,
        Map<String, String> tags,
        List<Feature> features)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How many different {@code where} the features of a view may have. */
    public static final int MOST_FILTERS = 64;

    public StreamFeatureView {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(ttl, "ttl");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(description, "description");
        tags = Map.copyOf(tags);
        features = List.copyOf(features);
    }

    /** The feature of this name, if there is one. */
    public Optional<Feature> feature(String feature) {
        return features.stream().filter(each -> each.name().equals(feature)).findFirst();
    }

    /** The fields of the event that a feature is computed from, whether itself or by its operands; in alphabetical order. */
    public List<String> fields(Feature feature) {
        return withOperands(List.of(feature)).stream()
                .flatMap(each -> each.aggregate().stream())
                .flatMap(aggregate -> Stream.concat(
                        Stream.ofNullable(aggregate.column()),
                        aggregate.where().stream().map(Condition::column)))
                .distinct()
                .sorted()
                .toList();
    }

    /** This view with these of its features, and those that they are computed from, alone. */
    public StreamFeatureView narrowedTo(Collection<Feature> wanted) {
        return new StreamFeatureView(
                name, entity, source, ttl, owner, description, tags, List.copyOf(withOperands(wanted)));
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
