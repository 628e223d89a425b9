package io.tidemill.schemas.featurecatalogue;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The definitions that a program reads which runs beside a stack, with the stack's settings. */
public final class ServingDefinitions {
    private static final String FOLDER = "definitions.folder";
    private static final String KAFKA = "kafka.bootstrap-servers";

    private ServingDefinitions() {}

    /**
     * Those that serve, where the folder is the stack's own and definitions were published; what is in the folder where it is
     * another, or nothing was ever published.
     *
     * @throws IOException if the folder cannot be read
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    public static FeatureDefinitions of(Map<String, String> settings, Path folder) throws IOException {
        String kafka = settings.getOrDefault(KAFKA, "");
        Optional<FeatureCatalogue> published = isOwn(settings.get(FOLDER), folder) && !kafka.isEmpty()
                ? CatalogueTopic.newest(kafka)
                : Optional.empty();
        return published.isPresent() ? published.get().definitions() : FeatureDefinitions.read(folder);
    }

    /** Whether two paths are one, however they are written. */
    static boolean isOwn(@Nullable String configured, Path folder) {
        return configured != null && absolute(Path.of(configured)).equals(absolute(folder));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
