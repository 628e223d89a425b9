package io.tidemill.trainingtriggers.modeltraining;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tidemill.schemas.featurecatalogue.CatalogueJson;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What one training run is to do; the file that {@link TrainingRun} is started with.
 *
 * @param model the name of the model in the definitions
 * @param definitions the definitions folder
 * @param catalogue the definitions of features that serve, as {@link CatalogueJson} writes them; those of the folder if absent
 * @param trainAsOf the instant of the rows to learn from
 * @param testAsOf the instant of the rows to test on; later than the first by the label's horizon or more
 * @param snapshotIds lake snapshots to read, by table; other tables are read as they are
 * @param lakeVersion a version of the lake: each table that has it is read as it was then, unless it is in the snapshots
 * @param tag under this name the snapshots that are read are kept from expiring
 * @param lake where the lake is: the keys of {@link io.tidemill.infra.lakecatalog.CatalogSettings}
 * @param champion what to compare with
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record RunSpec(
        String model,
        Path definitions,
        Optional<String> catalogue,
        Instant trainAsOf,
        Instant testAsOf,
        Map<String, Long> snapshotIds,
        Optional<String> lakeVersion,
        Optional<String> tag,
        Map<String, String> lake,
        Optional<Champion> champion) {
    static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    public RunSpec {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(definitions, "definitions");
        Objects.requireNonNull(catalogue, "catalogue");
        Objects.requireNonNull(trainAsOf, "trainAsOf");
        Objects.requireNonNull(testAsOf, "testAsOf");
        Objects.requireNonNull(lakeVersion, "lakeVersion");
        Objects.requireNonNull(tag, "tag");
        Objects.requireNonNull(champion, "champion");
        snapshotIds = Map.copyOf(snapshotIds);
        lake = Map.copyOf(lake);
    }

    /**
     * The version to be better than.
     *
     * @param version its number
     * @param artifactUri where its artifact is
     * @param sha256 the artifact's checksum
     */
    public record Champion(long version, URI artifactUri, String sha256) {}

    /**
     * The definitions of features that serve.
     *
     * @throws IOException if they are those of the folder, and that cannot be read
     */
    FeatureDefinitions features() throws IOException {
        return catalogue.isPresent()
                ? CatalogueJson.read(catalogue.get()).definitions()
                : FeatureDefinitions.read(definitions);
    }

    /** Writes it as JSON. */
    public void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    /** Reads what {@link #write} wrote. */
    public static RunSpec read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), RunSpec.class);
    }
}
