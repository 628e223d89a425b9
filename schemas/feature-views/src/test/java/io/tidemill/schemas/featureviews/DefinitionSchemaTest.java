package io.tidemill.schemas.featureviews;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.tidemill.schemas.featureviews.AggregationFunction.Parameter;
import io.tidemill.schemas.featureviews.Condition.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The schema for editors and the reader agree. */
class DefinitionSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(DefinitionSchema.text());
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    /** Every key there is, in definitions that are right. */
    private static final String WHOLE =
            """
            project: shop
            entities:
              - {name: member, joinKey: member_id, valueType: string, description: Who buys.}
              - {name: store, joinKey: store_id, valueType: string}
            pushSources: [{name: nightly, description: At two.}]
            featureViews:
              - name: risk
                entity: member
                source: nightly
                ttl: P2D
                owner: risk@shop
                description: How risky a member is.
                tags: {tier: gold, reviewed: true}
                sensitivity: personal
                features: [{name: score, valueType: double, description: From 0 to 1., sensitivity: internal, default: 0.5}]
            batchFeatureViews:
              - name: profile
                entity: member
                keys: {member: customer}
                source: {table: analytics.profiles, timestamp: valid_from, created: loaded_at}
                ttl: P30D
                owner: crm@shop
                description: What the CRM knows.
                tags: {tier: gold}
                sensitivity: personal
                features: [{name: segment, valueType: string, column: seg, description: Of the CRM., sensitivity: public, default: none}]
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                takenBackBy: {order.refunded: {amount: amount}}
                attributes: {level: {source: member.registered, column: level, key: memberId}}
                lateness: PT1H
                ttl: P400D
                owner: crm@shop
                description: What a member buys.
                tags: {tier: gold}
                sensitivity: internal
                features:
                  - {name: net, function: sum, column: amount, window: P30D, description: Net., sensitivity: public}
                  - {name: today, function: count, tumbling: P1D, where: {level: gold, amount: {atLeast: 1, below: 9}}}
                  - {name: visit, function: count, session: PT30M}
                  - {name: refunds, function: count, source: order.refunded, where: {currency: {in: [EUR, USD]}}}
                  - {name: newest, function: last_n, column: amount, n: 3, source: order.paid}
                  - {name: often, function: top_k, column: category, k: 3, source: order.paid}
                  - {name: median, function: percentile, column: amount, percent: 50, source: order.paid}
                  - {name: share, function: ratio, numerator: refunds, denominator: today}
                  - {name: trend, function: change, of: net}
              - name: in_stores
                entities: [member, store]
                keys: {store: shopId}
                source: order.paid
                features:
                  - {name: n, function: count, where: {shopId: {notEquals: s1, notIn: [s2], present: true}}}
                  - {name: dear, function: count, where: {amount: {above: 5, atMost: 9}, category: {equals: tea}}}
                  - {name: loose, function: count, where: {couponId: {absent: true}}}
            onDemandFeatureViews:
              - name: basket
                sources: [orders, "risk:score"]
                requestSchema: [{name: price, valueType: double, description: Of the basket.}]
                owner: crm@shop
                description: How it compares.
                tags: {tier: gold}
                sensitivity: public
                features:
                  - {name: dearer, valueType: double, expression: "request.price / orders.net", description: To all., sensitivity: internal}
            featureServices: [{name: churn, features: ["orders:net", "basket:dearer"], description: For churn.}]
            """;

    @Test
    void whatHasEveryKeyIsRightForBoth() {
        assertThat(problems(WHOLE)).isEmpty();
        assertThat(FeatureDefinitions.parse("whole.yaml", WHOLE).views()).hasSize(2);
    }

    @Test
    void itHasTheKeysThatTheReaderHas() throws IOException {
        assertThat(keys("")).isEqualTo(DefinitionFiles.KEYS);
        Map<String, Set<String>> known = Map.ofEntries(
                Map.entry("entity", DefinitionFiles.ENTITY_KEYS),
                Map.entry("featureService", DefinitionFiles.SERVICE_KEYS),
                Map.entry("streamFeatureView", ViewReader.KEYS),
                Map.entry("feature", FeatureReader.KEYS),
                Map.entry("attribute", AttributeReader.KEYS),
                Map.entry("featureView", FeatureViewReader.KEYS),
                Map.entry("storedField", FeatureViewReader.FEATURE_KEYS),
                Map.entry("batchFeatureView", BatchViewReader.KEYS),
                Map.entry("tableSource", BatchViewReader.SOURCE_KEYS),
                Map.entry("batchField", BatchViewReader.FEATURE_KEYS),
                Map.entry("pushSource", FeatureViewReader.SOURCE_KEYS),
                Map.entry("onDemandFeatureView", OnDemandReader.KEYS),
                Map.entry("requestField", OnDemandReader.FIELD_KEYS),
                Map.entry("onDemandFeature", OnDemandReader.FEATURE_KEYS));
        for (Map.Entry<String, Set<String>> each : known.entrySet()) {
            assertThat(keys("/definitions/" + each.getKey())).as(each.getKey()).isEqualTo(each.getValue());
        }
        // And no mapping of fixed keys is left out of this comparison
        Set<String> fixed = new HashSet<>();
        schema().at("/definitions").properties().forEach(definition -> {
            if (definition.getValue().has("properties")) {
                fixed.add(definition.getKey());
            }
        });
        assertThat(fixed).isEqualTo(known.keySet());
    }

    @Test
    void itHasTheFunctionsAndComparisonsThatTheReaderHas() throws IOException {
        Set<String> functions = Stream.concat(
                        Arrays.stream(AggregationFunction.values()).map(AggregationFunction::text),
                        Stream.of(Computation.Ratio.TEXT, Computation.Change.TEXT))
                .collect(Collectors.toSet());
        assertThat(texts("/definitions/feature/properties/function/enum")).isEqualTo(functions);
        Set<String> comparisons = Stream.concat(
                        Arrays.stream(Operator.values()).map(Operator::text),
                        Stream.of(ConditionReader.EQUALS, ConditionReader.NOT_EQUALS))
                .collect(Collectors.toSet());
        assertThat(keys("/definitions/condition/anyOf/1")).isEqualTo(comparisons);
        // And which of them read a column, or are told something
        assertThat(texts("/definitions/feature/allOf/2/if/properties/function/enum"))
                .isEqualTo(Arrays.stream(AggregationFunction.values())
                        .filter(AggregationFunction::readsColumn)
                        .map(AggregationFunction::text)
                        .collect(Collectors.toSet()));
        for (int place = 3; place < 6; place++) {
            String key = texts("/definitions/feature/allOf/" + place + "/then/required")
                    .iterator()
                    .next();
            assertThat(texts("/definitions/feature/allOf/" + place + "/if/properties/function/enum"))
                    .as(key)
                    .isEqualTo(Arrays.stream(AggregationFunction.values())
                            .filter(function -> function.parameter() != Parameter.NONE
                                    && function.parameter().key().equals(key))
                            .map(AggregationFunction::text)
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void whatDocumentsAndExamplesShowIsRight() throws IOException {
        List<String> shown = new ArrayList<>();
        for (String folder : List.of("../../examples/shops", "../../examples/cdnow")) {
            try (Stream<Path> files = Files.list(Path.of(folder, "features"))) {
                for (Path file : files.toList()) {
                    shown.add(Files.readString(file));
                }
            }
        }
        // The blocks of the document go on from one another
        shown.add(YAML.matcher(Files.readString(Path.of("../../docs/features.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .filter(block -> block.contains("eatureViews:"))
                .collect(Collectors.joining()));
        assertThat(shown).hasSizeGreaterThan(2).allSatisfy(text -> assertThat(problems(text))
                .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: member, joinKey => name: Member, joinKey",
                "joinKey: member_id, => ",
                "valueType: string, description => valueType: text, description",
                "description: Who buys.} => description: [Who buys]}",
                "pushSources: [{name: nightly, => pushSources: [{name: nightly, every: P1D,",
                "ttl: P2D => ttl: two days",
                "ttl: P400D => ttl: P1M",
                "tags: {tier: gold, reviewed: true} => tags: [gold]",
                "sensitivity: personal => sensitivity: secret",
                "valueType: double, description: From => valueType: decimal, description: From",
                "entity: member\n    source: order.paid => source: order.paid",
                "entity: member\n    source: order.paid => entity: member\n    entities: [member]\n    source: order.paid",
                "takenBackBy: {order.refunded: {amount: amount}} => takenBackBy: order.refunded",
                "column: level, key: => field: level, key:",
                "attributes: {level: => attributes: {1level:",
                "lateness: PT1H => lateness: 1h",
                "function: sum, column => function: total, column",
                "function: sum, column: amount, => function: sum,",
                "function: count, session => function: count, column: amount, session",
                "function: count, tumbling: P1D => function: count, tumbling: P1D, window: P1D",
                "session: PT30M => session: half an hour",
                "below: 9 => under: 9",
                "{in: [EUR, USD]} => {in: EUR}",
                "column: amount, n: 3 => column: amount",
                "column: amount, n: 3 => column: amount, n: 0",
                "k: 3 => k: 3, n: 3",
                "percent: 50 => percent: 100",
                "numerator: refunds, denominator: today => numerator: refunds",
                "numerator: refunds, denominator: today => numerator: refunds, denominator: today, window: P1D",
                "function: change, of: net => function: change",
                "function: count, session: PT30M => function: count, of: net",
                "entities: [member, store] => entities: []",
                "present: true => present: maybe",
                "sources: [orders, \"risk:score\"] => sources: []",
                "expression: \"request.price / orders.net\", => ",
                "\"orders:net\", => \"orders\",",
                "project: shop => ",
                "featureServices: => services:",
            })
    void whatIsWrongIsRefusedByBoth(String edit) {
        String[] sides = edit.split(" => ", -1);
        String from = sides[0];
        String to = sides.length > 1 ? sides[1] : "";
        assertThat(WHOLE).contains(from);
        assertRefused(WHOLE.replace(from, to));
    }

    static Stream<String> required() {
        return Stream.of(
                "entities/0/name",
                "featureViews/0/name",
                "featureViews/0/entity",
                "featureViews/0/features",
                "featureViews/0/features/0/valueType",
                "streamFeatureViews/0/source",
                "streamFeatureViews/0/features",
                "streamFeatureViews/0/features/0/function",
                "streamFeatureViews/0/attributes/level/source",
                "onDemandFeatureViews/0/sources",
                "onDemandFeatureViews/0/requestSchema/0/name",
                "onDemandFeatureViews/0/features/0/valueType",
                "featureServices/0/features",
                "pushSources/0/name");
    }

    @ParameterizedTest
    @MethodSource("required")
    void whatMustBeThereIsAskedForByBoth(String path) {
        Object document = new Yaml().load(WHOLE);
        int last = path.lastIndexOf('/');
        ((Map<?, ?>) at(document, path.substring(0, last))).remove(path.substring(last + 1));
        assertRefused(new Yaml().dump(document));
    }

    @Test
    void keysThatNobodyKnowsAreRefusedByBoth() {
        for (String path : List.of(
                "",
                "entities/0",
                "pushSources/0",
                "featureViews/0",
                "featureViews/0/features/0",
                "batchFeatureViews/0",
                "batchFeatureViews/0/source",
                "batchFeatureViews/0/features/0",
                "streamFeatureViews/0",
                "streamFeatureViews/0/attributes/level",
                "streamFeatureViews/0/features/0",
                "streamFeatureViews/0/features/7",
                "onDemandFeatureViews/0",
                "onDemandFeatureViews/0/requestSchema/0",
                "onDemandFeatureViews/0/features/0",
                "featureServices/0")) {
            Object document = new Yaml().load(WHOLE);
            @SuppressWarnings("unchecked")
            Map<String, Object> mapping = (Map<String, Object>) at(document, path);
            mapping.put("whatever", "x");
            assertRefused(new Yaml().dump(document));
        }
    }

    private static void assertRefused(String text) {
        assertThat(problems(text)).as("the schema on %s", text).isNotEmpty();
        List<DefinitionProblem> ofReader = new ArrayList<>();
        try {
            FeatureDefinitions.parse("wrong.yaml", text);
        } catch (InvalidDefinitionsException e) {
            ofReader.addAll(e.problems());
        }
        assertThat(ofReader).as("the reader on %s", text).isNotEmpty();
    }

    private static Object at(Object document, String path) {
        Object found = document;
        for (String step : path.isEmpty() ? new String[0] : path.split("/", -1)) {
            found = found instanceof List<?> list
                    ? list.get(Integer.parseInt(step))
                    : Objects.requireNonNull(((Map<?, ?>) found).get(step), step);
        }
        return found;
    }

    private static Set<String> problems(String text) {
        JsonNode document = JSON.valueToTree(new Yaml().load(text));
        return SCHEMA.validate(document).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toSet());
    }

    private static JsonNode schema() throws IOException {
        return JSON.readTree(DefinitionSchema.text());
    }

    private static Set<String> keys(String definition) throws IOException {
        Set<String> keys = new HashSet<>();
        schema().at(definition + "/properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static Set<String> texts(String path) throws IOException {
        Set<String> texts = new HashSet<>();
        schema().at(path).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
