package io.tidemill.schemas.featureviews;

/**
 * One thing that is wrong in a definition.
 *
 * @param file the file, relative to the definitions folder
 * @param line its line, from 1
 * @param path where in the document, such as {@code streamFeatureViews[0].features[2].column}
 * @param message the value found and what was expected
 */
public record DefinitionProblem(String file, int line, String path, String message) {
    @Override
    public String toString() {
        return file + ":" + line + " " + path + ": " + message;
    }
}
