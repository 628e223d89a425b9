package io.tidemill.featurejobs.trainingsets.files;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.featurejobs.trainingsets.InvalidTrainingSetException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be made, as JSON.
 *
 * @param definitions the folder of the definitions
 * @param entities the file of entity rows
 * @param features references; none if a service is named
 * @param service the feature service whose features are wanted
 * @param asOf the instant of all rows, if the file has none
 * @param label as people write it; see {@link LabelText}
 * @param snapshots a report whose snapshots are to be read again
 * @param takenIn whether an event counts only once it was taken in
 * @param fullNames whether a feature's column has its view in its name
 * @param engine whether it may be too large for this process
 * @param out the file to write
 */
record ExportSpec(
        Path definitions,
        Path entities,
        List<String> features,
        Optional<String> service,
        Optional<Instant> asOf,
        Optional<String> label,
        Optional<Path> snapshots,
        boolean takenIn,
        boolean fullNames,
        EngineChoice engine,
        Path out) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static ExportSpec read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Document.class).spec();
    }

    /** The form of the JSON. */
    private record Document(
            String definitions,
            String entities,
            @Nullable List<String> features,
            @Nullable String service,
            @Nullable String asOf,
            @Nullable String label,
            @Nullable String snapshots,
            boolean takenIn,
            boolean fullNames,
            @Nullable String engine,
            String out) {
        @JsonCreator
        Document(
                @JsonProperty(value = "definitions", required = true) String definitions,
                @JsonProperty(value = "entities", required = true) String entities,
                @JsonProperty("features") @Nullable List<String> features,
                @JsonProperty("service") @Nullable String service,
                @JsonProperty("asOf") @Nullable String asOf,
                @JsonProperty("label") @Nullable String label,
                @JsonProperty("snapshots") @Nullable String snapshots,
                @JsonProperty("takenIn") boolean takenIn,
                @JsonProperty("fullNames") boolean fullNames,
                @JsonProperty("engine") @Nullable String engine,
                @JsonProperty(value = "out", required = true) String out) {
            this.definitions = definitions;
            this.entities = entities;
            this.features = features;
            this.service = service;
            this.asOf = asOf;
            this.label = label;
            this.snapshots = snapshots;
            this.takenIn = takenIn;
            this.fullNames = fullNames;
            this.engine = engine;
            this.out = out;
        }

        private EngineChoice choice() {
            return engine == null
                    ? EngineChoice.IN_PROCESS
                    : EngineChoice.read(engine)
                            .orElseThrow(() -> new InvalidTrainingSetException(
                                    "engine '" + engine + "': expected in-process or auto"));
        }

        ExportSpec spec() {
            return new ExportSpec(
                    Path.of(definitions),
                    Path.of(entities),
                    features == null ? List.of() : List.copyOf(features),
                    Optional.ofNullable(service),
                    Optional.ofNullable(asOf).map(Instant::parse),
                    Optional.ofNullable(label),
                    Optional.ofNullable(snapshots).map(Path::of),
                    takenIn,
                    fullNames,
                    choice(),
                    Path.of(out));
        }
    }
}
