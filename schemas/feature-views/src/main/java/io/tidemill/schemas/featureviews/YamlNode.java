package io.tidemill.schemas.featureviews;

import java.io.StringReader;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A place in a YAML document that knows its file, line and path, and notes what is wrong there instead of failing. */
public final class YamlNode {
    private final String file;
    private final String path;
    private final Node node;
    private final List<DefinitionProblem> problems;

    YamlNode(String file, String path, Node node, List<DefinitionProblem> problems) {
        this.file = file;
        this.path = path;
        this.node = node;
        this.problems = problems;
    }

    /**
     * Reads a document.
     *
     * @param file what problems call it
     * @param text the document
     * @param problems where what is wrong is noted, here and by every node below
     * @return the document; nothing if it is no YAML or empty
     */
    public static Optional<YamlNode> read(String file, String text, List<DefinitionProblem> problems) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (root == null) {
                problems.add(new DefinitionProblem(file, 1, "document", "the file is empty"));
            }
            return Optional.ofNullable(root).map(node -> new YamlNode(file, "", node, problems));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            problems.add(new DefinitionProblem(file, line, "document", "no YAML: " + e.getProblem()));
            return Optional.empty();
        }
    }

    /** The node as the parser has it. */
    Node node() {
        return node;
    }

    /** Notes what is wrong here. */
    public void problem(String message) {
        int line = node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
        problems.add(new DefinitionProblem(file, line, path.isEmpty() ? "document" : path, message));
    }

    /** The keys of this mapping; others than the allowed ones are noted as problems. */
    public Map<String, YamlNode> keys(Set<String> allowed) {
        Map<String, YamlNode> keys = new LinkedHashMap<>();
        for (Map.Entry<String, YamlNode> entry : entries().entrySet()) {
            if (allowed.contains(entry.getKey())) {
                keys.put(entry.getKey(), entry.getValue());
            } else {
                entry.getValue().problem("unknown key, expected one of " + sorted(allowed));
            }
        }
        return keys;
    }

    /** The entries of this mapping. */
    public Map<String, YamlNode> entries() {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            problem("expected a mapping");
            return entries;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            YamlNode child =
                    new YamlNode(file, path.isEmpty() ? key : path + "." + key, tuple.getValueNode(), problems);
            if (entries.put(key, child) != null) {
                child.problem("the key stands twice");
            }
        }
        return entries;
    }

    /** The elements of this sequence. */
    public List<YamlNode> elements() {
        List<YamlNode> elements = new ArrayList<>();
        if (!(node instanceof SequenceNode sequence)) {
            problem("expected a list");
            return elements;
        }
        for (Node element : sequence.getValue()) {
            elements.add(new YamlNode(file, path + "[" + elements.size() + "]", element, problems));
        }
        return elements;
    }

    /** Whether this is a scalar. */
    public boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /** The text of this scalar. */
    public Optional<String> text() {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return Optional.of(scalar.getValue());
        }
        problem("expected text");
        return Optional.empty();
    }

    /** The ISO 8601 duration of this scalar. */
    public Optional<Duration> duration() {
        return text().flatMap(text -> {
            try {
                return Optional.of(Duration.parse(text));
            } catch (DateTimeParseException e) {
                problem("'" + text + "', expected an ISO 8601 duration in days, hours, minutes and seconds, such as "
                        + "P30D or PT5M");
                return Optional.empty();
            }
        });
    }

    /** What stands under a key; its absence is noted. */
    public <T> Optional<T> required(Map<String, YamlNode> keys, String key, Function<YamlNode, Optional<T>> read) {
        YamlNode child = keys.get(key);
        if (child == null) {
            problem(key + " is missing");
            return Optional.empty();
        }
        return read.apply(child);
    }

    static String sorted(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }
}
