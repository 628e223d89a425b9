package io.tidemill.schemas.featurecatalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.FeatureService;
import io.tidemill.schemas.featureviews.UnversionedDocuments;
import io.tidemill.schemas.featureviews.ValueType;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A catalogue as the JSON that travels. */
public final class CatalogueJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CUTS = "cuts";
    /** What catalogues say that were written when a version with a past from the lake read one type of events alone. */
    private static final String CUT_OF_SOURCE = "cut";

    private CatalogueJson() {}

    /** The JSON of a catalogue. */
    public static String write(FeatureCatalogue catalogue) {
        ObjectNode root =
                JSON.createObjectNode().put("project", catalogue.project()).put("revision", catalogue.revision());
        ArrayNode entities = root.putArray("entities");
        catalogue.entities().forEach(entity -> entities.addObject()
                .put("name", entity.name())
                .put("joinKey", entity.joinKey())
                .put("valueType", entity.valueType().text())
                .put("description", entity.description()));
        write(catalogue.unversioned(), root);
        ArrayNode services = root.putArray("services");
        for (FeatureService service : catalogue.services()) {
            ArrayNode features = services.addObject()
                    .put("name", service.name())
                    .put("description", service.description())
                    .putArray("features");
            service.features().forEach(feature -> features.add(feature.toString()));
        }
        ArrayNode entries = root.putArray("versions");
        catalogue.entries().forEach(entry -> write(entry, entries.addObject()));
        ObjectNode newest = root.putObject("newest");
        catalogue.newest().forEach(newest::put);
        return root.toString();
    }

    private static void write(UnversionedDocuments documents, ObjectNode out) {
        documents.pushSources().forEach(out.putArray("pushSources")::add);
        documents.featureViews().forEach(out.putArray("featureViews")::add);
        documents.batchViews().forEach(out.putArray("batchFeatureViews")::add);
        documents.onDemandViews().forEach(out.putArray("onDemandViews")::add);
    }

    private static void write(CatalogueEntry entry, ObjectNode out) {
        out.put("number", entry.version().number())
                .put("document", entry.version().document())
                .put("serves", entry.serves());
        write(entry.past(), out.putObject("past"));
    }

    private static void write(Past past, ObjectNode out) {
        out.put("is", past.name());
        if (past instanceof Past.Arriving arriving) {
            write(arriving.cuts(), out.putObject(CUTS));
        } else if (past instanceof Past.Arrived arrived) {
            write(arrived.cuts(), out.putObject(CUTS));
        }
    }

    private static void write(Cuts cuts, ObjectNode out) {
        cuts.byType().forEach((eventType, cut) -> {
            ObjectNode places = out.putObject(eventType);
            cut.next().forEach((partition, offset) -> places.put(Integer.toString(partition), offset));
        });
    }

    /**
     * Reads what {@link #write(FeatureCatalogue)} wrote.
     *
     * @throws IllegalArgumentException if it is no catalogue
     */
    public static FeatureCatalogue read(String json) {
        JsonNode root = tree(json);
        List<Entity> entities = new ArrayList<>();
        root.path("entities").forEach(node -> entities.add(entity(node)));
        UnversionedDocuments unversioned = new UnversionedDocuments(
                texts(root, "pushSources"),
                texts(root, "featureViews"),
                texts(root, "batchFeatureViews"),
                texts(root, "onDemandViews"));
        List<FeatureService> services = new ArrayList<>();
        root.path("services").forEach(node -> services.add(service(node)));
        List<CatalogueEntry> entries = new ArrayList<>();
        root.path("versions").forEach(node -> entries.add(entry(node)));
        Map<String, Integer> newest = new HashMap<>();
        root.path("newest")
                .properties()
                .forEach(entry -> newest.put(entry.getKey(), entry.getValue().asInt()));
        return new FeatureCatalogue(
                root.path("project").asText(),
                root.path("revision").asLong(),
                entities,
                unversioned,
                services,
                entries,
                newest);
    }

    /**
     * The revision alone, without reading the definitions.
     *
     * @throws IllegalArgumentException if it is no catalogue
     */
    public static long revision(String json) {
        JsonNode revision = tree(json).path("revision");
        if (!revision.isIntegralNumber()) {
            throw new IllegalArgumentException("a catalogue without a revision");
        }
        return revision.asLong();
    }

    private static List<String> texts(JsonNode root, String field) {
        List<String> texts = new ArrayList<>();
        root.path(field).forEach(node -> texts.add(node.asText()));
        return texts;
    }

    private static Entity entity(JsonNode node) {
        String type = node.path("valueType").asText();
        return new Entity(
                node.path("name").asText(),
                node.path("joinKey").asText(),
                ValueType.ofEntityKey(type)
                        .orElseThrow(() -> new IllegalArgumentException("an entity of type '" + type + "'")),
                node.path("description").asText());
    }

    private static FeatureService service(JsonNode node) {
        List<FeatureReference> features = new ArrayList<>();
        node.path("features").forEach(feature -> features.add(FeatureReference.parse(feature.asText())));
        return new FeatureService(
                node.path("name").asText(), features, node.path("description").asText());
    }

    private static CatalogueEntry entry(JsonNode node) {
        ViewVersion version = ViewVersion.read(
                node.path("number").asInt(), node.path("document").asText());
        return new CatalogueEntry(
                version,
                node.path("serves").asBoolean(),
                past(node.path("past"), version.view().source()));
    }

    private static Past past(JsonNode node, String source) {
        String is = node.path("is").asText();
        return switch (is) {
            case Past.Streamed.NAME -> new Past.Streamed();
            case Past.Awaited.NAME -> new Past.Awaited();
            case Past.Arriving.NAME -> new Past.Arriving(cuts(node, source));
            case Past.Arrived.NAME -> new Past.Arrived(cuts(node, source));
            default -> throw new IllegalArgumentException("a past that is '" + is + "'");
        };
    }

    private static Cuts cuts(JsonNode past, String source) {
        if (past.has(CUT_OF_SOURCE)) {
            return Cuts.of(source, cut(past.path(CUT_OF_SOURCE)));
        }
        Map<String, Cut> byType = new HashMap<>();
        past.path(CUTS).properties().forEach(entry -> byType.put(entry.getKey(), cut(entry.getValue())));
        return new Cuts(byType);
    }

    private static Cut cut(JsonNode node) {
        Map<Integer, Long> next = new HashMap<>();
        node.properties()
                .forEach(entry -> next.put(
                        Integer.parseInt(entry.getKey()), entry.getValue().asLong()));
        return new Cut(next);
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
