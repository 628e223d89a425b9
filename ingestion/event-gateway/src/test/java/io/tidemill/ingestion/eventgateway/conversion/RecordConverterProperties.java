package io.tidemill.ingestion.eventgateway.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** On every schema that is released: what fits comes back from Avro's bytes as it was, and what does not is refused. */
class RecordConverterProperties {
    private static final ReleasedSchemas SCHEMAS = ReleasedSchemas.load();
    private static final EventCodec CODEC = new EventCodec(SCHEMAS);

    /** An event type and data that fits it. */
    record Sample(String type, ObjectNode data) {
        GenericData.Record converted() throws UnfitValueException {
            return RecordConverter.of(schema()).convert(data);
        }

        Schema schema() {
            return SCHEMAS.latest(type).orElseThrow().schema();
        }
    }

    @Property(tries = 300)
    void dataThatFitsSurvivesTheJourney(@ForAll("samples") Sample sample) throws Exception {
        // When data is converted, written and read back
        byte[] bytes = CODEC.encodeData(sample.type(), sample.converted());
        GenericData.Record read = CODEC.decodeData(sample.type(), bytes);
        // Then every field says what the JSON said
        for (Schema.Field field : sample.schema().getFields()) {
            expectSame(sample.data().path(field.name()), read.get(field.pos()), field.name());
        }
    }

    @Property(tries = 300)
    void aMissingFieldIsRefusedUnlessItHasADefault(@ForAll("samples") Sample sample, @ForAll int choice) {
        List<Schema.Field> fields = sample.schema().getFields();
        Schema.Field left = fields.get(Math.floorMod(choice, fields.size()));
        sample.data().remove(left.name());
        expect(sample, left.hasDefaultValue() ? null : left.name());
    }

    @Property(tries = 300)
    void aFieldOfAnotherKindIsRefusedByItsName(@ForAll("samples") Sample sample, @ForAll int choice) {
        List<Schema.Field> fields = sample.schema().getFields();
        Schema.Field spoiled = fields.get(Math.floorMod(choice, fields.size()));
        sample.data().putObject(spoiled.name()).put("no", "field has this");
        expect(sample, spoiled.name());
    }

    @Property(tries = 300)
    void whateverTheJsonNoOtherErrorComes(@ForAll("json") JsonNode json, @ForAll("types") String type) {
        RecordConverter converter =
                RecordConverter.of(SCHEMAS.latest(type).orElseThrow().schema());
        try {
            CODEC.encodeData(type, converter.convert(json));
        } catch (UnfitValueException e) {
            assertThat(e.problem()).contains("expected");
        }
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(EventTypes.business());
    }

    @Provide
    Arbitrary<Sample> samples() {
        return types().flatMap(type -> {
            Schema schema = SCHEMAS.latest(type).orElseThrow().schema();
            List<Arbitrary<JsonNode>> values = schema.getFields().stream()
                    .map(field -> fitting(field.schema()))
                    .toList();
            return Combinators.combine(values).as(drawn -> {
                ObjectNode data = JsonNodeFactory.instance.objectNode();
                for (int i = 0; i < drawn.size(); i++) {
                    data.set(schema.getFields().get(i).name(), drawn.get(i));
                }
                return new Sample(type, data);
            });
        });
    }

    @Provide
    Arbitrary<JsonNode> json() {
        Arbitrary<String> names = Arbitraries.of(EventTypes.business().stream()
                .flatMap(type -> SCHEMAS.latest(type).orElseThrow().schema().getFields().stream())
                .map(Schema.Field::name)
                .collect(Collectors.toSet()));
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return Arbitraries.lazyOf(
                () -> Arbitraries.strings().ofMaxLength(10).map(nodes::textNode),
                () -> Arbitraries.doubles().map(number -> nodes.numberNode(BigDecimal.valueOf(number))),
                () -> Arbitraries.integers().map(scale -> nodes.numberNode(BigDecimal.valueOf(7, scale))),
                () -> Arbitraries.of(nodes.nullNode(), nodes.booleanNode(true), nodes.arrayNode()),
                // With more entries the tree has more branches than ends, and does not stop growing.
                () -> Arbitraries.maps(names, json()).ofMaxSize(3).map(values -> nodes.objectNode()
                        .setAll(values)));
    }

    private static Arbitrary<JsonNode> fitting(Schema schema) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (schema.isUnion()) {
            return Arbitraries.oneOf(
                    Arbitraries.just(nodes.nullNode()),
                    fitting(schema.getTypes().get(1)));
        }
        if (schema.getLogicalType() != null) {
            return switch (schema.getLogicalType().getName()) {
                case "decimal" ->
                    Arbitraries.bigDecimals()
                            .between(new BigDecimal("-99999999999999"), new BigDecimal("99999999999999"))
                            .ofScale(4)
                            .flatMap(number ->
                                    Arbitraries.of(nodes.numberNode(number), nodes.textNode(number.toPlainString())));
                case "timestamp-millis" ->
                    Arbitraries.longs()
                            .between(0, 4_000_000_000_000L)
                            .map(time ->
                                    nodes.textNode(Instant.ofEpochMilli(time).toString()));
                default -> throw new AssertionError("add " + schema.getLogicalType() + " here");
            };
        }
        return switch (schema.getType()) {
            case STRING ->
                Arbitraries.strings().map(RecordConverterProperties::writable).map(nodes::textNode);
            case INT -> Arbitraries.integers().map(nodes::numberNode);
            case LONG -> Arbitraries.longs().map(nodes::numberNode);
            case DOUBLE -> Arbitraries.doubles().map(number -> nodes.numberNode(BigDecimal.valueOf(number)));
            case BOOLEAN -> Arbitraries.of(true, false).map(nodes::booleanNode);
            default -> throw new AssertionError("add " + schema.getType() + " here");
        };
    }

    /** Half a surrogate pair, which jqwik likes, has no form in UTF-8. */
    private static String writable(String text) {
        return text.replaceAll("\\p{Cs}", "");
    }

    private static void expectSame(JsonNode sent, @Nullable Object read, String field) {
        if (sent.isNull()) {
            assertThat(read).as(field).isNull();
        } else if (read instanceof BigDecimal number) {
            assertThat(number).as(field).isEqualByComparingTo(sent.asText());
        } else if (read instanceof Instant time) {
            assertThat(time).as(field).isEqualTo(Instant.parse(sent.asText()).truncatedTo(ChronoUnit.MILLIS));
        } else if (read instanceof Double number) {
            assertThat(number).as(field).isEqualTo(sent.doubleValue());
        } else {
            assertThat(String.valueOf(read)).as(field).isEqualTo(sent.asText());
        }
    }

    private static void expect(Sample sample, @Nullable String field) {
        // Through bytes, as a producer would send it.
        JsonNode sent = Json.read(Json.write(sample.data()));
        @Nullable String refused = null;
        try {
            RecordConverter.of(sample.schema()).convert(sent);
        } catch (UnfitValueException e) {
            refused = e.field();
        }
        assertThat(refused).isEqualTo(field);
    }
}
