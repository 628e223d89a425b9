package io.tidemill.featurejobs.feastregistry;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Definitions as people would write them. Every text is in double quotes, as YAML and JSON both read it. */
final class DefinitionText {
    private final String project;
    private final StringBuilder entities = new StringBuilder();
    private final Set<String> pushSources = new LinkedHashSet<>();
    private final StringBuilder views = new StringBuilder();
    private final StringBuilder services = new StringBuilder();

    DefinitionText(String project) {
        this.project = project;
    }

    void entity(String name, String joinKey, String valueType, String description) {
        entities.append("  - {name: %s, joinKey: %s, valueType: %s%s}\n"
                .formatted(quoted(name), quoted(joinKey), valueType, more(", description: ", description)));
    }

    void view(ImportedView view) {
        views.append("  - name: ").append(quoted(view.name())).append('\n');
        line("entity", quoted(view.entity()));
        view.source().ifPresent(source -> {
            pushSources.add(source);
            line("source", quoted(source));
        });
        if (!view.ttl().isZero()) {
            line("ttl", view.ttl().toString());
        }
        if (!view.owner().isBlank()) {
            line("owner", quoted(view.owner()));
        }
        if (!view.description().isBlank()) {
            line("description", quoted(view.description()));
        }
        String tags = view.tags().entrySet().stream()
                .filter(tag -> !tag.getValue().isBlank())
                .map(tag -> quoted(tag.getKey()) + ": " + quoted(tag.getValue()))
                .collect(Collectors.joining(", "));
        if (!tags.isEmpty()) {
            line("tags", "{" + tags + "}");
        }
        views.append("    features:\n");
        for (Map.Entry<String, String> feature : view.features().entrySet()) {
            views.append("      - {name: %s, valueType: %s}\n".formatted(quoted(feature.getKey()), feature.getValue()));
        }
    }

    void service(String name, Collection<String> references, String description) {
        services.append("  - {name: %s, features: [%s]%s}\n"
                .formatted(
                        quoted(name),
                        references.stream().map(DefinitionText::quoted).collect(Collectors.joining(", ")),
                        more(", description: ", description)));
    }

    @Override
    public String toString() {
        StringBuilder sources = new StringBuilder();
        pushSources.forEach(
                source -> sources.append("  - {name: ").append(quoted(source)).append("}\n"));
        return "project: " + quoted(project) + "\n" + section("entities", entities) + section("pushSources", sources)
                + section("featureViews", views) + section("featureServices", services);
    }

    private void line(String key, String value) {
        views.append("    ").append(key).append(": ").append(value).append('\n');
    }

    private static String section(String key, CharSequence content) {
        return content.length() == 0 ? "" : key + ":\n" + content;
    }

    private static String more(String key, String text) {
        return text.isBlank() ? "" : key + quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(character -> {
            if (character == '"' || character == '\\') {
                quoted.append('\\').append((char) character);
            } else if (character < ' ') {
                quoted.append("\\u%04x".formatted(character));
            } else {
                quoted.append((char) character);
            }
        });
        return quoted.append('"').toString();
    }
}
