package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.featurejobs.featurereading.EntityReader;
import io.tidemill.featurejobs.featurereading.FoundFeature;
import io.tidemill.featurejobs.featurereading.GivenValues;
import io.tidemill.featurejobs.featurereading.PlannedColumn;
import io.tidemill.featurejobs.featurereading.RowSource;
import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Features from the online store, and those that are computed from them, all of a decision's in one round trip. */
public final class OnlineFeatures implements FeatureSource {
    private final Supplier<FeatureDefinitions> definitions;
    private final EntityReader reader;
    private volatile ReadPlans plans;

    /** @param definitions asked once for each decision */
    public OnlineFeatures(Supplier<FeatureDefinitions> definitions, RowSource rows) {
        this.definitions = definitions;
        this.reader = new EntityReader(rows);
        this.plans = new ReadPlans(definitions.get());
    }

    @Override
    public DecisionFeatures read(FeatureQuestion question) {
        ReadPlans current = plans();
        List<ReadFeature> serving = question.references().stream()
                .flatMap(reference -> current.serving(reference).stream())
                .toList();
        Map<String, List<ReadFeature>> models = new LinkedHashMap<>();
        for (ServingModel model : question.models()) {
            Optional<List<ReadFeature>> features = current.of(model);
            features.ifPresent(read -> models.put(model.name(), read));
        }
        List<ReadFeature> all = new ArrayList<>(serving);
        models.values().forEach(all::addAll);
        if (all.isEmpty() && models.isEmpty()) {
            return DecisionFeatures.NONE;
        }
        Map<PlannedColumn, FoundFeature> read = read(question, all);
        Map<String, FeatureSnapshot> ofModels = new HashMap<>();
        models.forEach((model, features) -> ofModels.put(model, snapshot(features, ReadFeature::reference, read)));
        return new DecisionFeatures(
                snapshot(serving, ReadFeature::reference, read),
                ofModels,
                snapshot(all, ReadFeature::receiptName, read));
    }

    private Map<PlannedColumn, FoundFeature> read(FeatureQuestion question, List<ReadFeature> features) {
        GivenValues given = (field, row) -> {
            @Nullable Object value = question.given().get(field.name());
            return value == null ? null : field.read(value).orElse(null);
        };
        try {
            return reader.read(
                    features.stream().map(ReadFeature::column).toList(), question.entityId(), given, question.at());
        } catch (OnlineStoreException | ProblemException e) {
            throw new FeaturesAwayException("features cannot be read", e);
        }
    }

    private ReadPlans plans() {
        FeatureDefinitions now = definitions.get();
        ReadPlans current = plans;
        if (!current.isOf(now)) {
            current = new ReadPlans(now);
            plans = current;
        }
        return current;
    }

    private static FeatureSnapshot snapshot(
            List<ReadFeature> features, Function<ReadFeature, String> name, Map<PlannedColumn, FoundFeature> read) {
        Map<String, Object> values = new HashMap<>();
        Map<String, Long> times = new HashMap<>();
        for (ReadFeature feature : features) {
            @Nullable Object value = feature.value(read);
            if (value != null) {
                values.put(name.apply(feature), value);
            }
            feature.time(read).ifPresent(time -> times.put(feature.receiptView(), time.toEpochMilli()));
        }
        return new FeatureSnapshot(values, times);
    }
}
