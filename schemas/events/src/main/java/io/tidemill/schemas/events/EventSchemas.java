package io.tidemill.schemas.events;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * The schemas that events are written and read by: those released with the code, or those of a registry, which grow while
 * a process runs. Safe to share between threads.
 */
public interface EventSchemas {
    /**
     * What an id in Confluent's wire format stands for: one version for each type that has this schema, most often one;
     * none when the id is not known. An answer that needs a registry waits until the registry gives it.
     *
     * @param type the type it is expected to be of
     * @throws SchemasAwayException if the thread is interrupted while it waits
     */
    List<ReleasedSchema> withId(int id, String type);

    /** The newest version of an event type, which is what is written today. Does not wait. */
    Optional<ReleasedSchema> latest(String type);

    /** The newest version of every type, by type in alphabetical order. Does not wait. */
    Collection<ReleasedSchema> latest();

    /** The version of a type whose schema is this very object, also where a newer one has come since. Does not wait. */
    Optional<ReleasedSchema> having(String type, Schema schema);

    /**
     * Whether a type that {@link #latest(String)} does not find is known not to be there. {@code false} while the registry
     * does not answer: then it may have been registered meanwhile.
     */
    boolean complete();
}
