package io.tidemill.decisionengine.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemill.decisionengine.rules.Fault.Code;
import java.util.List;

/**
 * Reads rule documents. Knows the form alone: whether the fields exist is {@link RuleValidator}'s to say. Safe to share
 * between threads.
 */
public final class RuleReader {
    private static final int JSON_DEPTH = 2 * RuleLimits.NESTING + 6;
    private static final int NUMBER_LENGTH = 2 * RuleLimits.NUMBER_DIGITS;

    private static final ObjectMapper MAPPER = JsonMapper.builder(factory())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private RuleReader() {}

    /** Reads a document; every fault is told, not only the first. Never throws for what stands in the text. */
    public static RuleReading read(String json) {
        if (json.length() > RuleLimits.DOCUMENT_LENGTH) {
            return faulty(
                    Code.TOO_LARGE, json.length() + " characters, expected at most " + RuleLimits.DOCUMENT_LENGTH);
        }
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return faulty(Code.NOT_JSON, e.getOriginalMessage());
        } catch (ArithmeticException | NumberFormatException e) {
            return faulty(Code.NOT_JSON, "a number that cannot be read: " + e.getMessage());
        }
        if (!tree.isObject()) {
            return faulty(Code.WRONG_TYPE, "expected a JSON object");
        }
        return new DocumentReader().read(tree);
    }

    private static RuleReading faulty(Code code, String message) {
        return new RuleReading.Faulty(List.of(new Fault("", code, message)));
    }

    private static JsonFactory factory() {
        return new JsonFactoryBuilder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(JSON_DEPTH)
                        .maxNumberLength(NUMBER_LENGTH)
                        .maxStringLength(RuleLimits.DOCUMENT_LENGTH)
                        .build())
                .build();
    }
}
