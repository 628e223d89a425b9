package io.tidemill.schemas.featureviews;

import java.util.Objects;

/** What others push values to: every view that names it gets them. */
public record PushSource(String name, String description) {
    public PushSource {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
    }
}
