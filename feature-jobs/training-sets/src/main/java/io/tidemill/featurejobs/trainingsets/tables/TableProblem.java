package io.tidemill.featurejobs.trainingsets.tables;

import java.util.List;
import java.util.Objects;

/**
 * What is wrong with a view as its table is.
 *
 * @param path where in the definition of the view; a feature is named by its name
 * @param message what is wrong and what was expected
 */
public record TableProblem(List<String> path, String message) {
    public TableProblem {
        path = List.copyOf(path);
        Objects.requireNonNull(message, "message");
    }
}
