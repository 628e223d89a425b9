package io.tidemill.featurejobs.featurelog;

import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * Names what a view's values are computed from: two definitions of one hash give the same values. What is for people (owner,
 * description, tags) and the ttl, which changes no value, are not part of it.
 */
public final class DefinitionHash {
    private static final int BYTES = 8;

    private DefinitionHash() {}

    /** Sixteen hexadecimal digits. */
    public static String of(StreamFeatureView view) {
        StringBuilder text = new StringBuilder(view.entities().toString())
                .append('\n')
                .append(view.source())
                .append('\n');
        // Only where there is any, so that what was logged of views without keeps its hash.
        view.takenBackBy().forEach(taking -> text.append("takenBackBy ")
                .append(taking.eventType())
                .append(' ')
                .append(new TreeMap<>(taking.fields()))
                .append('\n'));
        if (!view.attributes().isEmpty()) {
            text.append(view.attributes()).append(' ').append(view.lateness()).append('\n');
        }
        view.features().stream().sorted(Comparator.comparing(Feature::name)).forEach(feature -> text.append(
                        feature.name())
                .append(' ')
                .append(feature.valueType())
                .append(' ')
                .append(feature.computation())
                .append('\n'));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
