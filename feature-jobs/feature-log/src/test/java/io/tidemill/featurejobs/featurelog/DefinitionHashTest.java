package io.tidemill.featurejobs.featurelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionHashTest {
    private static final String VIEW =
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                ttl: P1D
                owner: crm
                features:
                  - {name: count_30d, function: count, window: P30D}
                  - {name: teas, function: count, where: {category: {in: [tea, oolong]}, amount: {above: 5}}}
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatIsForPeopleAndTheOrderChangeNothing() throws IOException {
        String version = version("a", VIEW);
        assertThat(version).matches("[0-9a-f]{16}");
        assertThat(version("b", VIEW)).isEqualTo(version);
        assertThat(version("c", VIEW.replace("owner: crm", "owner: shop").replace("ttl: P1D", "ttl: P2D")))
                .isEqualTo(version);
        String count = "      - {name: count_30d, function: count, window: P30D}\n";
        assertThat(version("d", VIEW.replace(count, "") + count)).isEqualTo(version);
    }

    @Test
    void whatChangesAValueChangesTheVersion() throws IOException {
        String version = version("a", VIEW);
        assertThat(version("b", VIEW.replace("P30D}", "P31D}"))).isNotEqualTo(version);
        assertThat(version("c", VIEW.replace("above: 5", "above: 6"))).isNotEqualTo(version);
        assertThat(version("d", VIEW.replace("source: order.paid", "source: order.refunded")))
                .isNotEqualTo(version);
    }

    private String version(String name, String yaml) throws IOException {
        Path features = Files.createDirectories(folder.resolve(name).resolve("features"));
        String valid = yaml.contains("order.refunded") ? yaml.replace("category: {in: [tea, oolong]}, ", "") : yaml;
        Files.writeString(features.resolve("shop.yaml"), valid);
        return DefinitionHash.of(
                FeatureDefinitions.read(folder.resolve(name)).view("orders").orElseThrow());
    }
}
