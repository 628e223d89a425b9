package io.tidemill.schemas.featureviews;

import java.util.Objects;

/** A feature by view and name, written {@code view:feature} as in Feast. */
public record FeatureReference(String view, String feature) {
    public FeatureReference {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(feature, "feature");
    }

    /**
     * Reads {@code view:feature}.
     *
     * @throws IllegalArgumentException if the text is no such reference
     */
    public static FeatureReference parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1 || text.indexOf(':', colon + 1) >= 0) {
            throw new IllegalArgumentException("feature reference '" + text + "': expected view:feature");
        }
        return new FeatureReference(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return view + ":" + feature;
    }
}
