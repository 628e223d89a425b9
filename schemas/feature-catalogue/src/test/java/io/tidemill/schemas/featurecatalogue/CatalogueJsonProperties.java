package io.tidemill.schemas.featurecatalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.OnDemandFeatureView;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.UnversionedDocuments;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CatalogueJsonProperties {
    private static final String DEFINITIONS =
            """
            # A comment is no part of a definition.
            project: shop
            entities:
              - {name: member, joinKey: member_id, valueType: string, description: "Who \\"buys\\": 茶"}
              - {name: store, joinKey: store_id, valueType: int64}
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                ttl: P400D
                owner: crm@shop
                tags: {tier: gold, "1": "yes"}
                features:
                  - {name: dear, function: count, where: {amount: {above: 500.5}, category: {in: [tea, "on"]}}}
                  - {name: amount, function: sum, column: amount, window: PT1H}
              - {name: views, entity: member, source: product.viewed, features: [{name: n, function: count}]}
            pushSources: [{name: scores}]
            featureViews:
              - {name: risk, entity: member, source: scores, features: [{name: score, valueType: double}]}
            batchFeatureViews:
              - {name: profile, entity: member, source: {table: crm.profiles, timestamp: at}, features: [{name: age, valueType: int64}]}
            onDemandFeatureViews:
              - name: danger
                sources: [risk]
                requestSchema: [{name: price, valueType: double}]
                features: [{name: weight, valueType: double, expression: "risk.score * request.price"}]
              - name: basket
                sources: [orders]
                requestSchema: [{name: price, valueType: double}]
                features: [{name: share, valueType: double, expression: "request.price / orders.amount"}]
              - name: looks
                sources: [views]
                features: [{name: twice, valueType: int64, expression: "views.n * 2"}]
            featureServices: [{name: churn, features: ["orders:amount", "basket:share"]}]
            """;

    @Property(tries = 200)
    void whatIsWrittenIsReadBack(@ForAll("catalogues") FeatureCatalogue catalogue) {
        String json = CatalogueJson.write(catalogue);
        assertThat(CatalogueJson.read(json)).isEqualTo(catalogue);
        assertThat(CatalogueJson.revision(json)).isEqualTo(catalogue.revision());
    }

    @Property
    void aCutReachesAnotherIfNoRecordOfItIsMissing(
            @ForAll("cuts") Cut one, @ForAll("cuts") Cut other, @ForAll("places") int partition) {
        boolean reaches = one.reaches(other);
        boolean misses = other.next().entrySet().stream()
                .anyMatch(end -> end.getValue() > 0 && !one.isAfter(end.getKey(), end.getValue() - 1));
        assertThat(reaches).isEqualTo(!misses);
        assertThat(Cut.BEGINNING.isAfter(partition, 0)).isFalse();
    }

    @Example
    void aCutThatWasWrittenWithoutATypeIsOfTheSource() {
        // Given a catalogue from before versions could read several event types
        Past past = new Past.Arrived(Cuts.of("order.paid", new Cut(Map.of(0, 7L))));
        FeatureCatalogue catalogue = new FeatureCatalogue(
                "shop",
                3,
                List.copyOf(read().entities()),
                read().unversioned(),
                List.copyOf(read().services()),
                List.of(new CatalogueEntry(version("orders", 2), true, past)),
                Map.of("orders", 2));
        String old = CatalogueJson.write(catalogue).replace("\"cuts\":{\"order.paid\":{\"0\":7}}", "\"cut\":{\"0\":7}");
        // When
        // Then
        assertThat(old).contains("\"cut\":{");
        assertThat(CatalogueJson.read(old)).isEqualTo(catalogue);
    }

    @Example
    void namesStandForWhatServesAndVersionsForThemselves() {
        // Given version 2 that serves, and 3 that has not all of its past
        ViewVersion one = version("orders", 1);
        List<CatalogueEntry> entries = List.of(
                new CatalogueEntry(one, false, new Past.Streamed()),
                new CatalogueEntry(version("orders", 2), true, new Past.Arrived(Cuts.BEGINNING)),
                new CatalogueEntry(version("orders", 3), false, new Past.Arriving(Cuts.BEGINNING)));
        FeatureDefinitions read = read();
        FeatureDefinitions definitions = new FeatureCatalogue(
                        "shop",
                        7,
                        List.copyOf(read.entities()),
                        read.unversioned(),
                        List.copyOf(read.services()),
                        entries,
                        Map.of("orders", 3))
                .definitions();
        // When
        // Then
        assertThat(definitions.views()).extracting(StreamFeatureView::name).containsExactly("orders");
        assertThat(definitions.storedName(definitions.view("orders").orElseThrow()))
                .isEqualTo("orders@v2");
        assertThat(definitions.storedName(definitions.view("orders@v1").orElseThrow()))
                .isEqualTo("orders");
        assertThat(definitions.view("orders@v3")).isEmpty();
        assertThat(definitions.service("churn")).isPresent();
        // And what is computed on demand is there once all that it reads serves
        assertThat(definitions.onDemandViews())
                .extracting(OnDemandFeatureView::name)
                .containsExactly("danger", "basket");
        // And what others write is as it was defined
        assertThat(definitions.featureViews())
                .containsExactlyElementsOf(read.featureViews())
                .isNotEmpty();
        assertThat(definitions.batchViews())
                .containsExactlyElementsOf(read.batchViews())
                .isNotEmpty();
        assertThat(definitions.pushSources())
                .containsExactlyElementsOf(read.pushSources())
                .isNotEmpty();
    }

    @Example
    void whatWasUsedStandsForTheSameForGood() {
        // Given a feature that is stored and one that is computed from it, of version 1
        FeatureDefinitions before = catalogue(read().unversioned(), 1, 1, 2).definitions();
        List<FeatureReference> features =
                List.of(FeatureReference.parse("orders:amount"), FeatureReference.parse("basket:share"));
        UsedDefinitions used = before.used(features);
        assertThat(used.versions()).containsExactly("orders@v1");
        assertThat(used.onDemandViews()).singleElement().asString().contains("request.price / orders.amount");
        // When version 2 serves, and the expression is another
        UnversionedDocuments changed = FeatureDefinitions.parse(
                        "shop.yaml", DEFINITIONS.replace("request.price / orders.amount", "request.price"))
                .unversioned();
        FeatureDefinitions now = catalogue(changed, 2, 1, 2).definitions();
        FeatureDefinitions then = now.as(used);
        // Then the names stand for what they did
        assertThat(now.storedName(now.view("orders").orElseThrow())).isEqualTo("orders@v2");
        assertThat(then.storedName(then.view("orders").orElseThrow())).isEqualTo("orders");
        assertThat(then.used(features)).isEqualTo(used);
        assertThat(now.used(features)).isNotEqualTo(used);
        // And a version that is gone is named
        FeatureDefinitions without = catalogue(changed, 2, 2).definitions();
        assertThatThrownBy(() -> without.as(used))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("orders@v1 cannot be read: expected one of orders@v2");
    }

    private static FeatureCatalogue catalogue(UnversionedDocuments unversioned, int serves, int... numbers) {
        FeatureDefinitions read = read();
        return new FeatureCatalogue(
                "shop",
                7,
                List.copyOf(read.entities()),
                unversioned,
                List.of(),
                Arrays.stream(numbers)
                        .mapToObj(number ->
                                new CatalogueEntry(version("orders", number), number == serves, new Past.Streamed()))
                        .toList(),
                Map.of("orders", 2));
    }

    @Provide
    Arbitrary<FeatureCatalogue> catalogues() {
        Arbitrary<CatalogueEntry> entries = Combinators.combine(
                        Arbitraries.of("orders", "views"),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.of(true, false),
                        pasts())
                .as((view, number, serves, past) -> new CatalogueEntry(version(view, number), serves, past));
        FeatureDefinitions read = read();
        return Combinators.combine(
                        Arbitraries.longs().greaterOrEqual(0),
                        entries.list().ofMaxSize(5),
                        Arbitraries.integers().between(0, 9))
                .as((revision, list, newest) -> new FeatureCatalogue(
                        "shop",
                        revision,
                        List.copyOf(read.entities()),
                        read.unversioned(),
                        List.copyOf(read.services()),
                        list,
                        Map.of("orders", newest)));
    }

    private Arbitrary<Past> pasts() {
        return Arbitraries.oneOf(
                Arbitraries.of(new Past.Streamed(), new Past.Awaited()),
                cutsByType().map(Past.Arriving::new),
                cutsByType().map(Past.Arrived::new));
    }

    private Arbitrary<Cuts> cutsByType() {
        return Arbitraries.maps(Arbitraries.of("order.paid", "order.refunded"), cuts())
                .map(Cuts::new);
    }

    @Provide
    Arbitrary<Cut> cuts() {
        return Arbitraries.maps(places(), Arbitraries.longs().between(0, 4))
                .ofMaxSize(4)
                .map(map -> new Cut(new HashMap<>(map)));
    }

    @Provide
    Arbitrary<Integer> places() {
        return Arbitraries.integers().between(0, 3);
    }

    private static FeatureDefinitions read() {
        return FeatureDefinitions.parse("shop.yaml", DEFINITIONS);
    }

    private static ViewVersion version(String view, int number) {
        FeatureDefinitions read = read();
        return read.version(read.view(view).orElseThrow(), number);
    }
}
