package io.tidemill.schemas.featurecatalogue;

import io.tidemill.schemas.featureviews.ViewVersion;
import java.util.Objects;

/**
 * A version of a view that is computed.
 *
 * @param serves whether the view's name stands for it
 * @param past where it has the events from that came before it
 */
public record CatalogueEntry(ViewVersion version, boolean serves, Past past) {
    public CatalogueEntry {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(past, "past");
    }

    /** Whether it has the values of all events, so that it may be read. */
    public boolean readable() {
        return past instanceof Past.Streamed || past instanceof Past.Arrived;
    }
}
