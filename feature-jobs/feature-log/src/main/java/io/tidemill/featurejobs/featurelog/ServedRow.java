package io.tidemill.featurejobs.featurelog;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.infra.httpserver.access.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one request was told of one view for one entity.
 *
 * @param view its name
 * @param definition the hash of the definition that the server had, see {@link DefinitionHash}
 * @param servedAt when the store was read
 * @param askedFor the instant that ages and times since an event were counted to
 * @param storedAt the instant the stored values are of; empty where nothing is stored
 * @param values of the features that were asked for
 */
public record ServedRow(
        Caller caller,
        String view,
        String definition,
        EntityKey entity,
        Instant servedAt,
        Instant askedFor,
        Optional<Instant> storedAt,
        List<Value> values) {
    /**
     * One feature.
     *
     * @param status as it was told, by Feast's name
     * @param stored what the store holds; {@link FeatureValue#NULL} also where it holds nothing
     */
    public record Value(String feature, String status, FeatureValue stored) {
        public Value {
            Objects.requireNonNull(feature, "feature");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(stored, "stored");
        }
    }

    public ServedRow {
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(servedAt, "servedAt");
        Objects.requireNonNull(askedFor, "askedFor");
        Objects.requireNonNull(storedAt, "storedAt");
        values = List.copyOf(values);
    }
}
