package io.tidemill.featurejobs.feastregistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class FeastRepositoryTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.000000005Z");
    private static final FeastRedis REDIS = FeastRedis.of(new RedisAddress("127.0.0.1", 6379));

    @TempDir
    private Path temporary = Path.of("");

    @Test
    void theRegistryHoldsWhatIsDefinedAtFeastsFieldNumbers() throws IOException {
        // When
        ReadMessage registry = export(TestingDefinitions.market(), NOON);

        // Then the registry has the project, its parts and when it was written
        assertThat(registry.text(3)).isEqualTo("1");
        assertThat(registry.one(5).number(1)).isEqualTo(NOON.getEpochSecond());
        assertThat(registry.one(5).number(2)).isEqualTo(5);
        assertThat(registry.one(17).one(1).text(1)).isEqualTo("on");
        assertThat(names(registry.all(1))).containsExactly("member", "stall", "aisle");
        assertThat(names(registry.all(6)))
                .containsExactly("member_orders", "member_visits", "stall_orders", "aisle_orders", "orders_in_aisles");
        assertThat(names(registry.all(7))).containsExactly("churn", "stalls");
        assertThat(registry.all(12)).hasSize(5);

        // And an entity its key
        ReadMessage member = registry.all(1).get(0).one(1);
        assertThat(member.number(2)).isEqualTo(2);
        assertThat(member.text(3)).isEqualTo("Who buys 会员.");
        assertThat(member.text(4)).isEqualTo("member_id");
        assertThat(member.text(9)).isEqualTo("on");

        // And a view all that is said of it
        ReadMessage view = registry.all(6).get(0).one(1);
        assertThat(view.text(2)).isEqualTo("on");
        assertThat(view.text(3)).isEqualTo("member");
        assertThat(view.all(5)).extracting(tag -> tag.text(1)).containsExactly("tier", "层级");
        assertThat(view.one(6).number(1)).isEqualTo(36_500L * 24 * 60 * 60);
        assertThat(view.number(8)).isOne();
        assertThat(view.text(10)).isEqualTo("What a member buys, 会员订单.");
        assertThat(view.text(11)).isEqualTo("crm@market");
        assertThat(view.one(12).text(1)).isEqualTo("member_id");
        assertThat(view.all(4))
                .extracting(feature -> feature.number(2))
                .containsExactly(4L, 5L, 2L, 8L, 12L, 14L, 15L, 5L, 5L, 5L);
        assertThat(view.one(7).one(11).text(2)).isEqualTo("data/member_orders.parquet");

        // And a view of two entities a key for each
        ReadMessage composite = registry.all(6).get(4).one(1);
        assertThat(composite.texts(3)).containsExactly("member", "aisle");
        assertThat(composite.all(12)).extracting(key -> key.text(1)).containsExactly("member_id", "aisle_no");
        assertThat(composite.all(12)).extracting(key -> key.number(2)).containsExactly(2L, 3L);
    }

    @Test
    void aServiceNamesEachViewOnceWithItsFeatures() throws IOException {
        // When
        ReadMessage churn =
                export(TestingDefinitions.market(), NOON).all(7).get(0).one(1);

        // Then
        assertThat(churn.all(3)).extracting(view -> view.text(1)).containsExactly("member_visits", "member_orders");
        assertThat(churn.all(3).get(1).all(2))
                .extracting(feature -> feature.text(1))
                .containsExactly("count_30d", "last_category");
    }

    @Test
    void whatOthersWriteIsExportedAndWhatIsComputedOnDemandIsNot() throws IOException {
        // Given a service of a stored and a computed feature
        Path definitions = Files.createDirectories(temporary.resolve("definitions/features"));
        Files.writeString(
                definitions.resolve("members.yaml"),
                """
                project: shop
                entities: [{name: member, joinKey: member_id, valueType: string}]
                streamFeatureViews:
                  - {name: orders, entity: member, source: order.paid, features: [{name: orders, function: count}]}
                featureViews:
                  - {name: risk, entity: member, ttl: PT1H, features: [{name: score, valueType: double}]}
                batchFeatureViews:
                  - name: profile
                    entity: member
                    source: {table: crm.profiles, timestamp: updated_at}
                    ttl: P30D
                    owner: crm@shop
                    features: [{name: segment, valueType: string, column: segment_code}]
                onDemandFeatureViews:
                  - {name: twice, sources: [orders], features: [{name: orders, valueType: int64, expression: orders.orders * 2}]}
                featureServices: [{name: both, features: ["orders:orders", "twice:orders", "risk:score", "profile:segment"]}]
                """);
        // When
        ReadMessage registry = export(FeatureDefinitions.read(temporary.resolve("definitions")), NOON);
        // Then the service has what Feast can read
        assertThat(names(registry.all(6))).containsExactly("orders", "risk", "profile");
        assertThat(registry.all(7).get(0).one(1).all(3))
                .extracting(view -> view.text(1))
                .containsExactly("orders", "risk", "profile");
        // And a view that others write is one like the others
        ReadMessage risk = registry.all(6).get(1).one(1);
        assertThat(risk.one(6).number(1)).isEqualTo(3600);
        assertThat(risk.all(4)).extracting(feature -> feature.number(2)).containsExactly(5L);
        // And a view of a table tells which it is, and of which column a feature is
        ReadMessage profile = registry.all(6).get(2).one(1);
        assertThat(profile.one(6).number(1)).isEqualTo(30 * 86_400);
        assertThat(profile.text(11)).isEqualTo("crm@shop");
        assertThat(profile.one(12).text(1)).isEqualTo("member_id");
        assertThat(profile.all(4).get(0).number(2)).isEqualTo(2);
        assertThat(profile.all(4).get(0).one(3).text(1)).isEqualTo("column");
        assertThat(profile.all(4).get(0).one(3).text(2)).isEqualTo("segment_code");
        assertThat(profile.one(7).text(23)).contains("columns of the lake's table crm.profiles");
    }

    @Test
    void aViewOfWhichALaterVersionServesIsCalledAsInRedisAndAskedForByServices() throws IOException {
        // Given version 1 of one view, and version 2 of another, of which a service has a feature
        FeatureDefinitions market = TestingDefinitions.market();
        ViewVersion orders = market.version(market.view("member_orders").orElseThrow(), 2);
        ViewVersion visits = market.version(market.view("member_visits").orElseThrow(), 1);
        FeatureDefinitions serving = FeatureDefinitions.of(
                market.project(),
                market.entities(),
                market.unversioned(),
                market.services(),
                List.of(orders, visits),
                List.of(orders, visits));
        // When
        ReadMessage registry = export(serving, NOON);
        // Then its values are found under the name that Redis has, and answers call it by its own
        assertThat(names(registry.all(6))).containsExactly("member_orders@v2", "member_visits");
        assertThat(names(registry.all(7))).contains("churn", "member_orders").doesNotContain("member_visits");
        ReadMessage projection = registry.all(7).get(0).one(1).all(3).get(1);
        assertThat(projection.text(1)).isEqualTo("member_orders@v2");
        assertThat(projection.text(3)).isEqualTo("member_orders");
    }

    @Test
    void theVersionChangesWithTheDefinitionsAndNotWithTheTime() throws IOException {
        // When
        String first = export(TestingDefinitions.market(), NOON).text(4);
        String later = export(TestingDefinitions.market(), NOON.plusSeconds(60)).text(4);
        String other = export(TestingDefinitions.example("shops"), NOON).text(4);

        // Then
        assertThat(later).isEqualTo(first).isNotEmpty();
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void theConfigurationIsReadByYamlAsItIsMeant() throws IOException {
        // Given a project whose name YAML takes for true
        export(TestingDefinitions.market(), NOON);

        // When
        Map<String, Object> configuration = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(folder().resolve("feature_store.yaml")));

        // Then
        assertThat(configuration)
                .isEqualTo(Map.of(
                        "project",
                        "on",
                        "provider",
                        "local",
                        "registry",
                        "registry.db",
                        "online_store",
                        Map.of("type", "redis", "connection_string", "127.0.0.1:6379"),
                        "offline_store",
                        Map.of("type", "file"),
                        "entity_key_serialization_version",
                        3));
    }

    @Test
    void anotherRepositoryIsNotOverwritten() throws IOException {
        // Given a repository that somebody wrote
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("feature_store.yaml"), "project: theirs\n");

        // When
        // Then
        assertThatThrownBy(() -> export(TestingDefinitions.market(), NOON))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("feature_store.yaml that was not exported, expected an empty folder");
        assertThat(folder().resolve("registry.db")).doesNotExist();
    }

    @Test
    void aTtlThatFeastCannotSayIsNamed() throws IOException {
        // Given
        Path definitions = Files.createDirectories(temporary.resolve("definitions/features"));
        Files.writeString(
                definitions.resolve("members.yaml"),
                """
                project: shop
                entities: [{name: member, joinKey: member_id, valueType: string}]
                streamFeatureViews:
                  - {name: orders, entity: member, source: order.paid, ttl: P9999999D, features: [{name: orders, function: count}]}
                """);
        FeatureDefinitions read = FeatureDefinitions.read(temporary.resolve("definitions"));

        // When
        // Then
        assertThatThrownBy(() -> export(read, NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ttl of view orders is PT239999976H, expected at most");
        assertThat(folder()).doesNotExist();
    }

    private ReadMessage export(FeatureDefinitions definitions, Instant at) throws IOException {
        new FeastRepository(definitions, REDIS, Clock.fixed(at, ZoneOffset.UTC)).writeTo(folder());
        return ReadMessage.of(Files.readAllBytes(folder().resolve("registry.db")));
    }

    private Path folder() {
        return temporary.resolve("feast");
    }

    private static List<String> names(List<ReadMessage> messages) {
        return messages.stream().map(message -> message.one(1).text(1)).toList();
    }
}
