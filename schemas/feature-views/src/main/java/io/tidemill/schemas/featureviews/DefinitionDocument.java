package io.tidemill.schemas.featureviews;

import java.io.StringWriter;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One view taken out of its file as it stands there, with its project and entities: a document that defines it alone. */
final class DefinitionDocument {
    private DefinitionDocument() {}

    static String of(String project, List<Node> entities, Node view) {
        Node document = mapping(List.of(
                new NodeTuple(text("project"), text(project)),
                new NodeTuple(text("entities"), list(entities)),
                new NodeTuple(text("streamFeatureViews"), list(List.of(view)))));
        return of(document);
    }

    /** A definition alone. */
    static String of(Node definition) {
        StringWriter out = new StringWriter();
        new Yaml().serialize(definition, out);
        return out.toString();
    }

    private static Node mapping(List<NodeTuple> entries) {
        return new MappingNode(Tag.MAP, entries, DumperOptions.FlowStyle.BLOCK);
    }

    private static Node list(List<Node> elements) {
        return new SequenceNode(Tag.SEQ, elements, DumperOptions.FlowStyle.BLOCK);
    }

    private static Node text(String text) {
        return new ScalarNode(Tag.STR, text, null, null, DumperOptions.ScalarStyle.PLAIN);
    }
}
