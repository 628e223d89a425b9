package io.tidemill.featurejobs.trainingsets.files;

import io.tidemill.featurejobs.trainingsets.TrainingSet;
import io.tidemill.featurejobs.trainingsets.TrainingSetPlan;
import java.io.IOException;

/** What makes a training set of its plan. All make the same. */
@FunctionalInterface
public interface Engine {
    /**
     * Makes it.
     *
     * @throws IOException if something cannot be read or written
     */
    TrainingSet make(TrainingSetPlan plan) throws IOException;
}
