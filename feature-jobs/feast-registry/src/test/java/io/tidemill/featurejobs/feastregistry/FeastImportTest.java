package io.tidemill.featurejobs.feastregistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.FeatureService;
import io.tidemill.schemas.featureviews.FeatureView;
import io.tidemill.schemas.featureviews.PushSource;
import io.tidemill.schemas.featureviews.StoredField;
import io.tidemill.schemas.featureviews.ValueType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeastImportTest {
    @TempDir
    private Path folder = Path.of("");

    /** The registry is Feast's own, 0.66.0: src/test/python/registry.py made it. */
    @Test
    void whatFeastWritesIsServedAndWhatCannotBeIsNamed() throws IOException {
        // Given a registry that Feast's SDK wrote
        FeastImport found = new FeastImport(feasts(), Optional.empty());
        // When its definitions are read as ours are
        FeatureDefinitions definitions = read(found);
        // Then its views of one entity are there, with their types in our words
        assertThat(definitions.project()).isEqualTo("rides");
        assertThat(definitions.entities())
                .containsExactly(new Entity("driver", "driver_id", ValueType.INT64, "Who drives, \"司机\"."));
        assertThat(definitions.pushSources()).containsExactly(new PushSource("driver_stats_push", ""));
        assertThat(definitions.featureViews())
                .extracting(FeatureView::name)
                .containsExactlyInAnyOrder("driver_stats", "driver_fresh");
        FeatureView stats = (FeatureView) definitions.storedView("driver_stats").orElseThrow();
        assertThat(stats.ttl()).isEqualTo(Duration.ofDays(1));
        assertThat(stats.source()).isEmpty();
        assertThat(stats.owner()).isEqualTo("rides@example.com");
        assertThat(stats.tags()).containsEntry("team", "rides");
        assertThat(stats.features())
                .containsExactly(
                        new StoredField("conv_rate", ValueType.DOUBLE, "", Optional.empty()),
                        new StoredField("acc_rate", ValueType.DOUBLE, "", Optional.empty()),
                        new StoredField("trips", ValueType.INT64, "", Optional.empty()),
                        new StoredField("seats", ValueType.INT64, "", Optional.empty()),
                        new StoredField("city", ValueType.STRING, "", Optional.empty()));
        FeatureView fresh = (FeatureView) definitions.storedView("driver_fresh").orElseThrow();
        assertThat(fresh.source()).contains("driver_stats_push");
        // And the services of their features
        assertThat(definitions.services()).extracting(FeatureService::name).containsExactly("ranking");
        assertThat(definitions.service("ranking").orElseThrow().features())
                .extracting(FeatureReference::toString)
                .containsExactly("driver_stats:conv_rate", "driver_stats:trips", "driver_fresh:trips");
        // And all else is named, with why
        assertThat(found.views()).isEqualTo(2);
        assertThat(found.leftOut())
                .containsExactlyInAnyOrder(
                        "feature driver_stats:active: its type is bool",
                        "feature driver_stats:last_trips: its type is Feast's number 14",
                        "feature driver_stats:Upper: " + LeftOut.NAME,
                        "view driver_zone: it is of [driver, zone], expected one entity",
                        "view offline_only: it is not online",
                        "view everything: it is of [__dummy], expected one entity",
                        "entity BadName: key bad_id: " + LeftOut.NAME,
                        "view bad: its entity BadName is left out",
                        "view on_demand: Feast computes it on demand, in Python",
                        "service only_on_demand: none of its features can be served");
    }

    @Test
    void whatWeExportedComesBack() throws IOException {
        // Given our own definitions, exported
        byte[] registry = RegistryMessage.of(TestingDefinitions.market(), Instant.EPOCH);
        // When they are imported
        FeatureDefinitions definitions = read(new FeastImport(registry, Optional.of("on")));
        // Then each view is there with its ttl
        assertThat(definitions.featureViews())
                .extracting(FeatureView::name)
                .isSubsetOf("member_orders", "member_visits", "stall_orders", "aisle_orders")
                .contains("member_orders");
        assertThat(definitions.storedView("member_orders").orElseThrow().ttl()).isEqualTo(Duration.ofDays(36_500));
    }

    @Test
    void whatIsNoRegistryIsRefused() throws IOException {
        assertThatThrownBy(() -> new FeastImport("project: rides".getBytes(StandardCharsets.UTF_8), Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no registry of Feast's");
        assertThatThrownBy(() -> new FeastImport(new byte[0], Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the registry has no project");
        // A view of two bytes, which are no message
        assertThatThrownBy(() -> new FeastImport(new byte[] {6 << 3 | 2, 2, 7, 7}, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no registry of Feast's");
        byte[] registry = feasts();
        assertThatThrownBy(() -> new FeastImport(registry, Optional.of("shops")))
                .isInstanceOf(IOException.class)
                .hasMessage("the registry has the projects rides, and not shops");
    }

    private FeatureDefinitions read(FeastImport found) throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("features")).resolve("feast.yaml"), found.definitions());
        return FeatureDefinitions.read(folder);
    }

    private static byte[] feasts() throws IOException {
        try (InputStream registry =
                Objects.requireNonNull(FeastImportTest.class.getResourceAsStream("registry.db"), "registry.db")) {
            return registry.readAllBytes();
        }
    }
}
