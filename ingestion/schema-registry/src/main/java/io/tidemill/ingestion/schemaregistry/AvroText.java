package io.tidemill.ingestion.schemaregistry;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Schemas as text: equal schemas have equal text, whatever white space they were written with. */
final class AvroText {
    private AvroText() {}

    /** Reads what a client sent. */
    static Schema parse(String text) throws RegistryProblem {
        try {
            return new Schema.Parser(NameValidator.STRICT_VALIDATOR).parse(text);
        } catch (AvroRuntimeException e) {
            throw RegistryProblem.invalidSchema(String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            throw RegistryProblem.invalidSchema("nested too deep");
        }
    }

    /** Reads what has been parsed before. */
    static Schema parsedBefore(String text) {
        return new Schema.Parser(NameValidator.NO_VALIDATION).parse(text);
    }

    /** The text under which a schema is kept. */
    static String of(Schema schema) {
        return schema.toString();
    }
}
