package io.tidemill.decisionengine.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemill.decisionengine.scoring.ModelRefusedException.Reason;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelShelfTest {
    private final ModelShelf shelf = new ModelShelf(new ArtifactLoader());

    private ModelArtifact artifact;
    private URI uri;
    private String sha256;

    private Path folder;

    @BeforeEach
    void writeArtifact(@TempDir Path temporary) throws Exception {
        folder = temporary;
        artifact = TestingModels.artifact("churn", 7, 4, 10);
        byte[] bytes = artifact.toBytes();
        uri = Files.write(folder.resolve("model.json"), bytes).toUri();
        sha256 = ModelArtifact.sha256(bytes);
    }

    @Test
    void servesWhatItWasStockedWith() throws Exception {
        // When
        shelf.stock("churn", 3, uri, sha256);

        // Then
        ServingModel model = shelf.find("churn").orElseThrow();
        GoldenRow golden = artifact.goldenRows().get(0);
        Score score = model.score(golden.values());
        assertThat(score.version()).isEqualTo(3);
        assertThat(score.value()).isCloseTo(golden.score(), within(1e-6));
        assertThat(model.features()).containsExactly("orders:f0", "orders:f1", "orders:f2", "orders:f3");
        assertThat(model.score(feature -> golden.values()[feature.charAt(8) - '0']))
                .isEqualTo(score);
        assertThat(shelf.names()).containsExactly("churn");
        assertThat(shelf.find("other")).isEqualTo(Optional.empty());
    }

    @Test
    void artifactsSurviveTheFile() throws Exception {
        assertThat(ModelArtifact.fromBytes(artifact.toBytes())).isEqualTo(artifact);
    }

    @Test
    void aRefusedVersionLeavesTheOneBefore() throws Exception {
        // Given
        shelf.stock("churn", 1, uri, sha256);
        GoldenRow first = artifact.goldenRows().get(0);
        ModelArtifact lying = new ModelArtifact(
                "churn",
                artifact.entity(),
                artifact.label(),
                artifact.objective(),
                artifact.libraryVersion(),
                artifact.features(),
                artifact.definitions(),
                List.of(new GoldenRow(first.values(), first.score() + 1e-4)),
                artifact.booster());
        byte[] bytes = lying.toBytes();
        URI lyingUri = Files.write(folder.resolve("lying.json"), bytes).toUri();

        // Then
        assertRefused(Reason.GOLDEN_ROWS, () -> shelf.stock("churn", 2, lyingUri, ModelArtifact.sha256(bytes)));
        assertRefused(Reason.CHECKSUM, () -> shelf.stock("churn", 2, lyingUri, sha256));
        assertRefused(
                Reason.UNREACHABLE,
                () -> shelf.stock("churn", 2, folder.resolve("none").toUri(), sha256));
        assertRefused(Reason.UNREADABLE, () -> shelf.stock("other", 2, uri, sha256));
        assertThat(shelf.find("churn").orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void aNewerLibraryIsRefused() {
        // Given
        ModelArtifact newer = new ModelArtifact(
                "churn",
                artifact.entity(),
                artifact.label(),
                artifact.objective(),
                new LibraryVersion(3, 1, 0),
                artifact.features(),
                artifact.definitions(),
                artifact.goldenRows(),
                artifact.booster());

        // Then
        assertRefused(Reason.NEWER_LIBRARY, () -> ServingModel.prepare(newer, 1));
    }

    private static void assertRefused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ModelRefusedException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }
}
