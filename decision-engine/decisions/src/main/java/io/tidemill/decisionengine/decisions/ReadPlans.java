package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.featurejobs.featurereading.FeaturePlans;
import io.tidemill.featurejobs.featurereading.PlannedColumn;
import io.tidemill.featurejobs.featurereading.PlannedComputation;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How features are read by the definitions of one revision: by name as they serve, and for each model as it knows them, by the
 * versions of views that it was trained on. Safe to share between threads.
 */
final class ReadPlans {
    private static final Logger LOG = LoggerFactory.getLogger(ReadPlans.class);

    private final FeaturePlans serving;
    private final Map<String, List<ReadFeature>> byReference = new ConcurrentHashMap<>();
    private final Map<ModelVersion, Optional<List<ReadFeature>>> byModel = new ConcurrentHashMap<>();

    /** Versions are made anew when they are trained anew, and old ones are gone with the next revision. */
    private record ModelVersion(String name, long version, UsedDefinitions definitions) {}

    ReadPlans(FeatureDefinitions definitions) {
        this.serving = new FeaturePlans(definitions);
    }

    boolean isOf(FeatureDefinitions definitions) {
        return serving.isOf(definitions);
    }

    /** The feature of a reference as it serves, and what it is computed from; nothing if there is none. */
    List<ReadFeature> serving(String reference) {
        return byReference.computeIfAbsent(reference, asked -> read(serving, asked, ""));
    }

    /**
     * The features of a model and what they are computed from, as the model knows them. Of a model that tells no versions they are
     * those that serve, and one that is not there is left out.
     *
     * @return empty if some of what it was trained on is not computed any more: it cannot be asked
     */
    Optional<List<ReadFeature>> of(ServingModel model) {
        return byModel.computeIfAbsent(
                new ModelVersion(model.name(), model.version(), model.definitions()), asked -> plan(model));
    }

    private Optional<List<ReadFeature>> plan(ServingModel model) {
        UsedDefinitions used = model.definitions();
        List<FeatureReference> features =
                model.features().stream().map(FeatureReference::parse).toList();
        if (used.equals(UsedDefinitions.UNKNOWN)
                || used.equals(serving.definitions().used(features))) {
            return Optional.of(model.features().stream()
                    .flatMap(reference -> serving(reference).stream())
                    .toList());
        }
        try {
            FeaturePlans own = new FeaturePlans(serving.definitions().as(used));
            List<ReadFeature> read = new ArrayList<>();
            for (FeatureReference feature : features) {
                List<ReadFeature> found = read(own, feature.toString(), model.name());
                if (found.isEmpty()) {
                    throw new IllegalArgumentException(feature + " cannot be computed any more");
                }
                read.addAll(found);
            }
            return Optional.of(read);
        } catch (IllegalArgumentException e) {
            LOG.atError()
                    .addKeyValue("model", model.name())
                    .addKeyValue("version", model.version())
                    .setCause(e)
                    .log("model gives no score: what it was trained on is not computed any more");
            return Optional.empty();
        }
    }

    private List<ReadFeature> read(FeaturePlans plans, String reference, String model) {
        Optional<PlannedColumn> column = parse(reference).flatMap(plans::column);
        if (column.isEmpty()) {
            return List.of();
        }
        List<ReadFeature> read = new ArrayList<>();
        read.add(new ReadFeature(reference, receiptName(plans, reference, model), column.get()));
        if (column.get() instanceof PlannedComputation computation) {
            computation
                    .stored()
                    .forEach(operand -> read.add(new ReadFeature(
                            operand.reference(), receiptName(plans, operand.reference(), model), operand)));
        }
        return read;
    }

    private static Optional<FeatureReference> parse(String reference) {
        try {
            return Optional.of(FeatureReference.parse(reference));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String receiptName(FeaturePlans plans, String text, String model) {
        FeatureReference reference = FeatureReference.parse(text);
        UsedDefinitions used = plans.definitions().used(List.of(reference));
        if (used.equals(serving.definitions().used(List.of(reference)))) {
            return text;
        }
        return used.onDemandViews().isEmpty()
                ? used.versions().get(0) + ":" + reference.feature()
                : FieldNames.ofModel(model) + text;
    }
}
