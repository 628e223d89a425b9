package io.tidemill.schemas.featureviews;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Says where in files of definitions something stands that turned out to be wrong after they were read. */
public final class BatchViewPlaces {
    private BatchViewPlaces() {}

    /**
     * What is wrong with a view of a table, and where.
     *
     * @param files text by name, that define the view
     * @param view its name
     * @param path from the view on, as far as it goes: keys, and names of what is in lists
     */
    public static DefinitionProblem problem(Map<String, String> files, String view, List<String> path, String message) {
        List<DefinitionProblem> problems = new ArrayList<>();
        for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
            Optional<YamlNode> found = YamlNode.read(file.getKey(), file.getValue(), problems)
                    .flatMap(document -> child(document, "batchFeatureViews"))
                    .flatMap(views -> child(views, view));
            if (found.isPresent()) {
                YamlNode node = found.get();
                for (String step : path) {
                    node = child(node, step).orElse(node);
                }
                node.problem(message);
                return problems.get(problems.size() - 1);
            }
        }
        throw new IllegalArgumentException("no file defines view " + view);
    }

    /** What a mapping has under a key, or a list under a name. */
    private static Optional<YamlNode> child(YamlNode node, String step) {
        if (node.node() instanceof MappingNode) {
            return Optional.ofNullable(node.entries().get(step));
        }
        if (!(node.node() instanceof SequenceNode)) {
            return Optional.empty();
        }
        return node.elements().stream()
                .filter(element -> child(element, "name")
                        .filter(YamlNode::isScalar)
                        .flatMap(YamlNode::text)
                        .filter(step::equals)
                        .isPresent())
                .findFirst();
    }
}
