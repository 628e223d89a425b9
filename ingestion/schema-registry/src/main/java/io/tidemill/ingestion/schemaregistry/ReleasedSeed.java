package io.tidemill.ingestion.schemaregistry;

import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.registryclient.EventSubjects;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schemas released with the code, in the registry under their own ids. */
final class ReleasedSeed {
    /** Ids up to this one are those of released schemas. */
    static final int LAST_RELEASED_ID = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(ReleasedSeed.class);
    private static final String OWN = "tidemill.own.";
    private static final String REGISTERED_BY = "tidemill";

    private ReleasedSeed() {}

    /** The subject of a released type: that of its topic, or for Tidemill's own one that nobody can write. */
    static String subject(String type) {
        return EventTypes.isOwn(type) ? OWN + type + "-value" : EventSubjects.of(type);
    }

    /** Whether a subject is of one of Tidemill's own types. */
    static boolean isOwn(String subject) {
        return subject.startsWith(OWN);
    }

    /** Adds what is missing. A version that someone registered under the same number before stays. */
    static void plant(RegistryStore store, Instant now) throws SQLException, RegistryProblem {
        List<ReleasedSchema> released = ReleasedSchemas.load().all().stream()
                .sorted(Comparator.comparing(ReleasedSchema::id))
                .toList();
        store.alone(connection -> {
            for (ReleasedSchema schema : released) {
                String subject = subject(schema.type());
                RegistryStore.addText(connection, schema.id(), AvroText.of(schema.schema()));
                boolean present = RegistryStore.versions(connection, subject).stream()
                        .anyMatch(version -> version.version() == schema.version());
                if (!present) {
                    RegistryStore.addVersion(connection, subject, schema.version(), schema.id(), REGISTERED_BY, now);
                    LOG.atInfo()
                            .addKeyValue("subject", subject)
                            .addKeyValue("version", schema.version())
                            .log("released schema added");
                }
            }
            return released.size();
        });
    }
}
