package io.tidemill.infra.launcher.command;

import io.tidemill.schemas.featureviews.FeatureDefinitions;

/** How much a project defines. */
record FeatureCounts(String project, int entities, int views, int features, int onDemandFeatures, int services) {
    static FeatureCounts of(FeatureDefinitions definitions) {
        return new FeatureCounts(
                definitions.project(),
                definitions.entities().size(),
                definitions.storedViews().size(),
                definitions.storedViews().stream()
                        .mapToInt(view -> view.features().size())
                        .sum(),
                definitions.onDemandViews().stream()
                        .mapToInt(view -> view.features().size())
                        .sum(),
                definitions.services().size());
    }

    /** As a sentence says it. */
    String text() {
        return "project " + project + ": " + (entities == 1 ? "1 entity" : entities + " entities") + ", "
                + counted(views, "view") + " with " + counted(features, "feature") + ", "
                + (onDemandFeatures == 0 ? "" : counted(onDemandFeatures, "feature") + " on demand, ")
                + counted(services, "service");
    }

    static String counted(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }
}
