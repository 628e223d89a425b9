package io.tidemill.ingestion.schemaregistry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A version of a subject.
 *
 * @param subject its name
 * @param version ascending from 1 within the subject
 * @param id of the schema, the same wherever the same schema stands
 * @param schema its text
 * @param deleted whether it is found only by who asks for deleted ones
 */
record StoredVersion(String subject, int version, int id, String schema, boolean deleted) {
    StoredVersion {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(schema, "schema");
    }

    /** As the API tells it. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("subject", subject);
        json.put("version", version);
        json.put("id", id);
        json.put("schema", schema);
        return json;
    }
}
