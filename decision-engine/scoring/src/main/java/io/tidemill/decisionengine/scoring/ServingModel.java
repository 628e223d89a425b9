package io.tidemill.decisionengine.scoring;

import io.tidemill.decisionengine.scoring.ModelRefusedException.Reason;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A version of a model, ready to serve: it has reproduced its golden rows and its code path is warm. Immutable, for any
 * number of threads.
 */
public final class ServingModel {
    /** How far a golden row's score may be from the recorded one. */
    public static final double TOLERANCE = 1e-6;

    private static final int WARM_UP_ROWS = 2_000;

    private final ModelArtifact artifact;
    private final long version;
    private final TreeEnsemble ensemble;

    private ServingModel(ModelArtifact artifact, long version, TreeEnsemble ensemble) {
        this.artifact = artifact;
        this.version = version;
        this.ensemble = ensemble;
    }

    /**
     * Builds the evaluator, verifies it on the golden rows and warms it.
     *
     * @param artifact the model
     * @param version its number in the registry
     * @throws ModelRefusedException if it must not serve
     */
    public static ServingModel prepare(ModelArtifact artifact, long version) throws ModelRefusedException {
        if (artifact.libraryVersion().compareTo(LibraryVersion.NEWEST_SUPPORTED) > 0) {
            throw new ModelRefusedException(
                    Reason.NEWER_LIBRARY,
                    "XGBoost " + artifact.libraryVersion() + " wrote model " + artifact.modelName() + ": expected "
                            + LibraryVersion.NEWEST_SUPPORTED + " or older");
        }
        TreeEnsemble ensemble = TreeEnsemble.read(artifact.booster());
        if (ensemble.columns() != artifact.features().size()) {
            throw new ModelRefusedException(
                    Reason.UNREADABLE,
                    "the artifact names " + artifact.features().size() + " features, the booster has "
                            + ensemble.columns());
        }
        verify(artifact, ensemble);
        warm(artifact, ensemble);
        return new ServingModel(artifact, version, ensemble);
    }

    /**
     * The score of one row.
     *
     * @param values in the order of {@link #features()}, NaN where missing
     */
    public Score score(double[] values) {
        return new Score(name(), version, ensemble.score(values));
    }

    /**
     * The score of one entity.
     *
     * @param values gives the value of a feature by its reference {@code view:feature}, NaN where missing
     */
    public Score score(ToDoubleFunction<String> values) {
        return score(artifact.features().stream().mapToDouble(values).toArray());
    }

    public String name() {
        return artifact.modelName();
    }

    public long version() {
        return version;
    }

    /** The entity the features describe. */
    public String entity() {
        return artifact.entity();
    }

    /** What the score is the probability of, in words. */
    public String label() {
        return artifact.label();
    }

    /** References {@code view:feature} in the order of a row's values. */
    public List<String> features() {
        return artifact.features();
    }

    /** What the names of its features stood for when it was trained. */
    public UsedDefinitions definitions() {
        return artifact.definitions();
    }

    private static void verify(ModelArtifact artifact, TreeEnsemble ensemble) throws ModelRefusedException {
        if (artifact.goldenRows().isEmpty()) {
            throw new ModelRefusedException(Reason.GOLDEN_ROWS, "the artifact has no golden rows: expected some");
        }
        for (GoldenRow row : artifact.goldenRows()) {
            double[] values = row.values();
            if (values.length != ensemble.columns()) {
                throw new ModelRefusedException(
                        Reason.GOLDEN_ROWS,
                        "a golden row has " + values.length + " values: expected " + ensemble.columns());
            }
            double score = ensemble.score(values);
            if (!(Math.abs(score - row.score()) <= TOLERANCE)) {
                throw new ModelRefusedException(
                        Reason.GOLDEN_ROWS,
                        "golden row scored " + score + ": expected " + row.score() + " within " + TOLERANCE);
            }
        }
    }

    private static void warm(ModelArtifact artifact, TreeEnsemble ensemble) {
        List<double[]> rows =
                artifact.goldenRows().stream().map(GoldenRow::values).toList();
        for (int count = 0; count < WARM_UP_ROWS; count++) {
            ensemble.score(rows.get(count % rows.size()));
        }
    }
}
