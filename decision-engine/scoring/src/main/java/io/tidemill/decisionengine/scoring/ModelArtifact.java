package io.tidemill.decisionengine.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.decisionengine.scoring.ModelRefusedException.Reason;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Everything needed to serve a trained model, in one JSON file: {@code {"format":1, "model", "entity", "label",
 * "objective", "library":"xgboost", "libraryVersion", "features":[..], "featureVersions":["view@vN",..],
 * "onDemandViews":[..], "goldenRows":[{"values":[..],"score":..}],
 * "booster":{XGBoost's own JSON}}}. A missing value is {@code null} there and NaN here.
 *
 * @param modelName the registered model it belongs to
 * @param entity the entity the features describe, such as {@code member}
 * @param label what the score is the probability of, in words
 * @param objective XGBoost's name of the objective
 * @param libraryVersion the XGBoost that wrote the booster
 * @param features references {@code view:feature} in the order of the columns
 * @param definitions what these names stood for when it was trained
 * @param goldenRows rows with the library's own scores
 * @param booster the model as XGBoost saves it in JSON
 */
public record ModelArtifact(
        String modelName,
        String entity,
        String label,
        String objective,
        LibraryVersion libraryVersion,
        List<String> features,
        UsedDefinitions definitions,
        List<GoldenRow> goldenRows,
        JsonNode booster) {
    private static final int FORMAT = 1;
    private static final String LIBRARY = "xgboost";
    private static final ObjectMapper JSON = new ObjectMapper();

    public ModelArtifact {
        Objects.requireNonNull(modelName, "modelName");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(objective, "objective");
        Objects.requireNonNull(libraryVersion, "libraryVersion");
        Objects.requireNonNull(definitions, "definitions");
        Objects.requireNonNull(booster, "booster");
        features = List.copyOf(features);
        goldenRows = List.copyOf(goldenRows);
    }

    /** The file's bytes; the same artifact always gives the same bytes. */
    public byte[] toBytes() {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT);
        root.put("model", modelName);
        root.put("entity", entity);
        root.put("label", label);
        root.put("objective", objective);
        root.put("library", LIBRARY);
        root.put("libraryVersion", libraryVersion.toString());
        features.forEach(root.putArray("features")::add);
        definitions.versions().forEach(root.putArray("featureVersions")::add);
        definitions.onDemandViews().forEach(root.putArray("onDemandViews")::add);
        ArrayNode rows = root.putArray("goldenRows");
        goldenRows.forEach(row -> addRow(rows, row));
        root.set("booster", booster);
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write the artifact of model " + modelName, e);
        }
    }

    /**
     * Reads a file back.
     *
     * @throws ModelRefusedException if the bytes are no artifact; the message names the field
     */
    public static ModelArtifact fromBytes(byte[] bytes) throws ModelRefusedException {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (IOException e) {
            throw new ModelRefusedException(Reason.UNREADABLE, "the artifact is not JSON: " + e.getMessage(), e);
        }
        if (root.path("format").asInt() != FORMAT || !text(root, "library").equals(LIBRARY)) {
            throw new ModelRefusedException(
                    Reason.UNSUPPORTED,
                    "format " + root.path("format") + " library " + root.path("library") + ": expected format " + FORMAT
                            + " library " + LIBRARY);
        }
        List<GoldenRow> rows = new ArrayList<>();
        root.path("goldenRows").forEach(row -> rows.add(row(row)));
        return new ModelArtifact(
                text(root, "model"),
                text(root, "entity"),
                text(root, "label"),
                text(root, "objective"),
                libraryVersion(text(root, "libraryVersion")),
                texts(root, "features"),
                // An artifact from before views had versions tells none.
                new UsedDefinitions(texts(root, "featureVersions"), texts(root, "onDemandViews")),
                rows,
                root.path("booster"));
    }

    /** SHA-256 of a file's bytes in lower-case hex. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static LibraryVersion libraryVersion(String text) throws ModelRefusedException {
        try {
            return LibraryVersion.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ModelRefusedException(Reason.UNREADABLE, "libraryVersion: " + e.getMessage(), e);
        }
    }

    private static String text(JsonNode root, String field) throws ModelRefusedException {
        JsonNode value = root.path(field);
        if (!value.isTextual()) {
            throw new ModelRefusedException(Reason.UNREADABLE, "field " + field + ": expected text, found " + value);
        }
        return value.asText();
    }

    private static List<String> texts(JsonNode root, String field) {
        List<String> texts = new ArrayList<>();
        root.path(field).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void addRow(ArrayNode rows, GoldenRow row) {
        ObjectNode node = rows.addObject();
        ArrayNode values = node.putArray("values");
        for (double value : row.values()) {
            if (Double.isNaN(value)) {
                values.addNull();
            } else {
                values.add(value);
            }
        }
        node.put("score", row.score());
    }

    private static GoldenRow row(JsonNode row) {
        JsonNode cells = row.path("values");
        double[] values = new double[cells.size()];
        for (int column = 0; column < values.length; column++) {
            values[column] = cells.get(column).isNumber() ? cells.get(column).doubleValue() : Double.NaN;
        }
        return new GoldenRow(values, row.path("score").asDouble(Double.NaN));
    }
}
