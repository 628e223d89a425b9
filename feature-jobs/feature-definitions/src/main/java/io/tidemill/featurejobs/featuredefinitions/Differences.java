package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.featurejobs.feastregistry.FeatureTags;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What differs between two versions of a view, a line each, for people. */
final class Differences {
    private final List<String> lines = new ArrayList<>();

    private Differences() {}

    /** What is new in the second: {@code + feature NAME}, {@code - feature NAME}, or a key with both of its values. */
    static List<String> between(ViewVersion before, ViewVersion after) {
        Differences differences = new Differences();
        differences.keys("", keys(before), keys(after));
        for (Feature feature : after.view().features()) {
            Optional<Feature> old = before.view().feature(feature.name());
            if (old.isEmpty()) {
                differences.lines.add("+ feature " + feature.name() + ": " + tags(feature));
            } else {
                differences.keys("feature " + feature.name() + " ", tags(old.get()), tags(feature));
            }
        }
        for (Feature feature : before.view().features()) {
            if (after.view().feature(feature.name()).isEmpty()) {
                differences.lines.add("- feature " + feature.name());
            }
        }
        if (differences.lines.isEmpty() && !before.view().equals(after.view())) {
            differences.lines.add("the order of the features");
        }
        return differences.lines;
    }

    private void keys(String where, Map<String, String> before, Map<String, String> after) {
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            if (!Objects.equals(before.get(key), after.get(key))) {
                lines.add(where + key + ": " + before.getOrDefault(key, "none") + " -> "
                        + after.getOrDefault(key, "none"));
            }
        }
    }

    private static SortedMap<String, String> keys(ViewVersion version) {
        SortedMap<String, String> keys = new TreeMap<>();
        version.view()
                .entities()
                .forEach(entity -> keys.put(
                        "entities." + entity.name(),
                        entity.column() == null ? "of the subject" : "of " + entity.column()));
        for (Entity entity : version.entities()) {
            keys.put("entities." + entity.name() + ".joinKey", entity.joinKey());
            keys.put(
                    "entities." + entity.name() + ".valueType",
                    entity.valueType().text());
        }
        keys.put("source", version.view().source());
        version.view()
                .takenBackBy()
                .forEach(taking ->
                        keys.put("takenBackBy." + taking.eventType(), new TreeMap<>(taking.fields()).toString()));
        version.view()
                .attributes()
                .forEach(attribute -> keys.put("attributes." + attribute.name(), attribute.toString()));
        keys.put("lateness", version.view().lateness().toString());
        keys.put("ttl", version.view().ttl().toString());
        keys.put("owner", version.view().owner());
        keys.put("description", version.view().description());
        version.view().tags().forEach((tag, value) -> keys.put("tags." + tag, value));
        return keys;
    }

    private static SortedMap<String, String> tags(Feature feature) {
        SortedMap<String, String> tags = new TreeMap<>(FeatureTags.of(feature));
        FeatureTags.addSensitivity(tags, feature.sensitivity());
        tags.put("type", feature.valueType().text());
        if (!feature.description().isEmpty()) {
            tags.put("description", feature.description());
        }
        return tags;
    }
}
