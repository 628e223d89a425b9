package io.tidemill.schemas.featureviews;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Views of tables of the lake. */
class BatchViewsTest {
    private static final String GOOD =
            """
            project: shop
            entities:
              - {name: member, joinKey: member_id, valueType: string}
              - {name: store, joinKey: store_id, valueType: int64}
              - {name: other, joinKey: store_id, valueType: int64}
            batchFeatureViews:
              - name: profile
                entity: member
                keys: {member: member_no}
                source: {table: analytics.crm.profiles, timestamp: updated_at, created: loaded_at}
                ttl: P30D
                owner: crm@shop
                tags: {tier: gold}
                features:
                  - {name: segment, valueType: string, description: Of the CRM.}
                  - {name: risk, valueType: double, column: risk_v2, default: 0.5}
              - name: in_store
                entities: [member, store]
                source: {table: crm.in_store, timestamp: at}
                features: [{name: visits, valueType: int64}]
            streamFeatureViews:
              - {name: orders, entity: member, source: order.paid, features: [{name: count, function: count}]}
            featureViews:
              - {name: written, entity: member, features: [{name: city, valueType: string}]}
            onDemandFeatureViews:
              - {name: both, sources: [profile, orders], features: [{name: sum, valueType: double, expression: profile.risk + double(orders.count)}]}
            featureServices:
              - {name: all, features: ["profile:risk", "orders:count", "both:sum"]}
            """;

    private final DefinitionsFolder folder;

    BatchViewsTest(@TempDir Path folder) {
        this.folder = new DefinitionsFolder(folder);
    }

    @Test
    void theyAreReadBesideTheOthers() throws IOException {
        // When
        folder.write("shop.yaml", GOOD);
        FeatureDefinitions definitions = folder.read();
        // Then what is said of them is there
        BatchFeatureView profile = definitions.batchView("profile").orElseThrow();
        assertThat(profile.source())
                .isEqualTo(new TableSource("analytics.crm.profiles", "updated_at", Optional.of("loaded_at")));
        assertThat(profile.ttl()).isEqualTo(Duration.ofDays(30));
        assertThat(profile.tags()).isEqualTo(Map.of("tier", "gold"));
        assertThat(profile.features())
                .containsExactly(
                        new BatchField("segment", ValueType.STRING, "segment", "Of the CRM.", Optional.empty()),
                        new BatchField("risk", ValueType.DOUBLE, "risk_v2", "", Optional.of(0.5)));
        assertThat(definitions.entitiesOf(profile))
                .extracting(profile::keyColumn)
                .containsExactly("member_no");
        BatchFeatureView inStore = definitions.batchView("in_store").orElseThrow();
        assertThat(definitions.entitiesOf(inStore))
                .extracting(inStore::keyColumn)
                .containsExactly("member_id", "store_id");
        // And they are stored like the others, but computed from no events
        assertThat(definitions.storedViews())
                .extracting(StoredView::name)
                .containsExactly("orders", "written", "profile", "in_store");
        assertThat(definitions.storedName(profile)).isEqualTo("profile");
        assertThat(definitions.stored(new FeatureReference("both", "sum")))
                .contains(List.of(new FeatureReference("orders", "count"), new FeatureReference("profile", "risk")));
        assertThat(definitions.feature(new FeatureReference("profile", "risk"))).isEmpty();
    }

    @Test
    void whatIsForPeopleAndReadersIsNoPartOfWhatIsStored() throws IOException {
        // Given
        folder.write("shop.yaml", GOOD);
        BatchFeatureView before = folder.read().batchView("profile").orElseThrow();
        // When another owner, ttl and default are said, or another column
        folder.write(
                "shop.yaml",
                GOOD.replace("crm@shop", "data@shop").replace("P30D", "P7D").replace("default: 0.5", "default: 1"));
        BatchFeatureView described = folder.read().batchView("profile").orElseThrow();
        folder.write("shop.yaml", GOOD.replace("risk_v2", "risk_v3"));
        BatchFeatureView other = folder.read().batchView("profile").orElseThrow();
        // Then
        assertThat(described).isNotEqualTo(before);
        assertThat(described.withoutDescriptions()).isEqualTo(before.withoutDescriptions());
        assertThat(other.withoutDescriptions()).isNotEqualTo(before.withoutDescriptions());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "entity: member | entity: mumber | :7 batchFeatureViews[0]: entity 'mumber' is not defined, expected one of member, other, store",
                "table: analytics.crm.profiles | table: profiles | :10 batchFeatureViews[0].source.table: 'profiles', expected a namespace and a table",
                "timestamp: updated_at, | | batchFeatureViews[0].source: timestamp is missing",
                "created: loaded_at | creation: loaded_at | batchFeatureViews[0].source.creation: unknown key, expected one of created, table, timestamp",
                "keys: {member: member_no} | keys: {store: member_no} | 'store' is no entity of this view, expected one of member",
                "valueType: string, description | valueType: float, description | batchFeatureViews[0].features[0].valueType: 'float', expected int64, double or string",
                "name: risk, valueType | name: segment, valueType | name 'segment' is defined twice in this view",
                "default: 0.5 | default: low | batchFeatureViews[0].features[1].default: 'low', expected double",
                "ttl: P30D | ttl: 30 days | batchFeatureViews[0].ttl: '30 days', expected an ISO 8601 duration",
                "entities: [member, store] | entities: [store, other] | two of its entities have the join key 'store_id'",
                "- name: in_store | - name: profile | name 'profile' is defined twice",
                "- name: in_store | - name: orders | name 'orders' is that of a stream feature view",
                "- name: in_store | - name: written | name 'written' is that of a feature view",
                "column: risk_v2 | function: max | batchFeatureViews[0].features[1].function: unknown key, expected one of column, default",
                "profile:risk | profile:risc | feature 'profile:risc' is not defined"
            })
    void whatIsWrongIsNamed(String found, String instead, String expected) throws IOException {
        assertThat(GOOD).contains(found);
        folder.write("shop.yaml", GOOD.replace(found, instead == null ? "" : instead));
        assertThat(folder.problems()).anySatisfy(problem -> assertThat(problem).contains(expected));
    }
}
