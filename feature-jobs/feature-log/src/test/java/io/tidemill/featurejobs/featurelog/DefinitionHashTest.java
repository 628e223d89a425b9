package io.tidemill.featurejobs.featurelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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

    @Test
    void whatTakesBackAndWhatEventsAreSeenWithChangesTheVersion() throws IOException {
        String attributes = "attributes: {level: {source: member.registered, column: level}}";
        String teas = "function: count, where: {category: {in: [tea, oolong]}, amount: {above: 5}}";
        String version = version("a", VIEW);
        String back = "source: order.paid\n    takenBackBy: {order.refunded: {category: reason}}";
        String taken = version("b", VIEW.replace("source: order.paid", back));
        String renamed =
                version("c", VIEW.replace("source: order.paid", back.replace("reason}", "reason, amount: amount}")));
        String level = VIEW.replace(teas, "function: count, where: {level: gold}");
        String told = version("d", level.replace("ttl: P1D", attributes));
        String channel =
                version("e", level.replace("ttl: P1D", attributes.replace("column: level", "column: channel")));
        String later = version("f", level.replace("ttl: P1D", attributes + "\n    lateness: P1D"));
        assertThat(Set.of(version, taken, renamed, told, channel, later)).hasSize(6);
    }

    private String version(String name, String yaml) throws IOException {
        Path features = Files.createDirectories(folder.resolve(name).resolve("features"));
        String valid =
                yaml.contains("source: order.refunded") ? yaml.replace("category: {in: [tea, oolong]}, ", "") : yaml;
        Files.writeString(features.resolve("shop.yaml"), valid);
        return DefinitionHash.of(
                FeatureDefinitions.read(folder.resolve(name)).view("orders").orElseThrow());
    }
}
