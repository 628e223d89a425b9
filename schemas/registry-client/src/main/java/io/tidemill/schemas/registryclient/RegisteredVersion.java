package io.tidemill.schemas.registryclient;

import java.util.Objects;

/**
 * A version of a subject as a registry tells it.
 *
 * @param subject its name
 * @param version ascending from 1 within the subject
 * @param id of the schema; the same in every subject that has the same schema
 * @param schema the text
 */
public record RegisteredVersion(String subject, int version, int id, String schema) {
    public RegisteredVersion {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(schema, "schema");
    }
}
