package io.tidemill.featurejobs.onlinestore;

import java.util.List;
import java.util.Objects;

/** The views wanted of one entity; all of them are one read in Redis. */
public record OnlineLookup(EntityKey entity, List<OnlineView> views) {
    public OnlineLookup {
        Objects.requireNonNull(entity, "entity");
        views = List.copyOf(views);
    }
}
