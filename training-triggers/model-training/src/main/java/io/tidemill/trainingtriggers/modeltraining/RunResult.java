package io.tidemill.trainingtriggers.modeltraining;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.IOException;
import java.nio.file.Path;

/** How a run that came to its end ended: the file {@code result.json} in its folder. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunResult.Trained.class, name = "trained"),
    @JsonSubTypes.Type(value = RunResult.Skipped.class, name = "skipped")
})
public sealed interface RunResult {
    /** The name of the file. */
    String FILE = "result.json";

    /** The name of the artifact's file. */
    String ARTIFACT = "artifact.json";

    /** The name of the report's file. */
    String REPORT = "report.json";

    /** The name of the report's file for people. */
    String REPORT_PAGE = "report.html";

    /**
     * A model was trained; artifact and reports lie beside this file.
     *
     * @param sha256 the artifact's checksum
     * @param auc on the test rows
     * @param verdict whether it should serve
     */
    record Trained(String sha256, double auc, Verdict verdict) implements RunResult {}

    /**
     * There was nothing to learn from.
     *
     * @param reason for a machine
     * @param detail for people
     */
    record Skipped(SkipReason reason, String detail) implements RunResult {}

    /** Why nothing was trained. The names are stored: never rename one. */
    enum SkipReason {
        /** Fewer rows than the policy asks for. */
        TOO_FEW_ROWS,
        /** Fewer rows of one class than the policy asks for. */
        TOO_FEW_POSITIVES,
        /** It waited until a later revision of its day took its place. */
        SUPERSEDED
    }

    /** Writes it into a run's folder. */
    default void write(Path folder) throws IOException {
        RunSpec.JSON.writerFor(RunResult.class).writeValue(folder.resolve(FILE).toFile(), this);
    }

    /** Reads it from a run's folder. */
    static RunResult read(Path folder) throws IOException {
        return RunSpec.JSON.readValue(folder.resolve(FILE).toFile(), RunResult.class);
    }
}
