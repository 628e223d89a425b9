package io.tidemill.infra.servers;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.featurejobs.featureconsistency.TrainedOn;
import io.tidemill.featurejobs.featureconsistency.drift.Distribution;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.trainingtriggers.modelregistry.ModelRegistry;
import io.tidemill.trainingtriggers.modelregistry.RegisteredModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What the champions were trained on, as their reports tell; a report from before they told names nothing. */
final class ChampionProfiles implements TrainedOn.Champions {
    private final ModelRegistry registry;

    ChampionProfiles(ModelRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    @Override
    public List<TrainedOn> now() {
        try {
            List<TrainedOn> trained = new ArrayList<>();
            for (RegisteredModel model : registry.models()) {
                Long version = model.aliases().get(ModelRegistry.CHAMPION);
                Optional<String> report = version == null ? Optional.empty() : registry.report(model.name(), version);
                if (version != null && report.isPresent()) {
                    trained.add(new TrainedOn(
                            model.name(),
                            version,
                            features(Json.MAPPER.readTree(report.get()).path("profiles"))));
                }
            }
            return trained;
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException("the registry cannot be read", e));
        } catch (IOException e) {
            throw new UncheckedIOException("a report in the registry is no JSON", e);
        }
    }

    private static Map<String, Distribution> features(JsonNode profiles) {
        Map<String, Distribution> features = new HashMap<>();
        profiles.properties().forEach(profile -> features.put(profile.getKey(), distribution(profile.getValue())));
        return features;
    }

    private static Distribution distribution(JsonNode profile) {
        double[] sample = StreamSupport.stream(profile.path("sample").spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
        return Distribution.of(sample, profile.path("missingShare").asDouble());
    }
}
