package io.tidemill.ingestion.eventfeeds;

import io.tidemill.ingestion.eventreplay.mapping.DeclaredMapping;
import io.tidemill.ingestion.eventreplay.mapping.InvalidMappingException;
import io.tidemill.ingestion.eventreplay.mapping.Mapping;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A feed's mapping to the newest version of its event type. Safe to share between threads. */
public final class LiveMapping {
    private final DeclaredMapping declared;
    private final EventSchemas schemas;
    private @Nullable Fitted fitted;

    public LiveMapping(DeclaredMapping declared, EventSchemas schemas) {
        this.declared = declared;
        this.schemas = schemas;
    }

    /**
     * The mapping as it is now.
     *
     * @throws InvalidMappingException if the type is not known, or not yet, or its fields are not those of the mapping
     */
    public synchronized Mapping now() throws InvalidMappingException {
        Optional<ReleasedSchema> latest = schemas.latest(declared.type());
        Fitted known = fitted;
        if (known == null || !latest.equals(Optional.of(known.schema()))) {
            Mapping mapping = declared.to(schemas);
            fitted = latest.map(schema -> new Fitted(schema, mapping)).orElse(null);
            return mapping;
        }
        return known.mapping();
    }

    private record Fitted(ReleasedSchema schema, Mapping mapping) {}
}
