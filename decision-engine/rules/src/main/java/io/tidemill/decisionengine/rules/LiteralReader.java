package io.tidemill.decisionengine.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.decisionengine.rules.Fault.Code;
import java.math.BigDecimal;
import java.util.Optional;

/** One constant of a document. */
final class LiteralReader {
    private final FaultList faults;

    LiteralReader(FaultList faults) {
        this.faults = faults;
    }

    Optional<Literal> read(JsonNode node, String path) {
        if (node.isTextual()) {
            return Optional.ofNullable(faults.text(node, path, RuleLimits.TEXT_LENGTH))
                    .map(Literal.Text::new);
        }
        if (node.isBoolean()) {
            return Optional.of(new Literal.Truth(node.booleanValue()));
        }
        if (node.isNumber()) {
            return number(node.decimalValue(), path);
        }
        faults.add(
                path,
                Code.WRONG_TYPE,
                "expected text, a number or a boolean, found " + FaultList.shown(node.toString()));
        return Optional.empty();
    }

    private Optional<Literal> number(BigDecimal number, String path) {
        // Looked at before any arithmetic: 1e999999999 is short to write and endless to write out.
        boolean small = number.precision() <= RuleLimits.NUMBER_DIGITS
                && Math.abs((long) number.scale()) <= RuleLimits.NUMBER_PLACES;
        if (!small) {
            faults.add(
                    path,
                    Code.TOO_LARGE,
                    "a number of " + number.precision() + " digits, scale " + number.scale() + ", expected at most "
                            + RuleLimits.NUMBER_DIGITS + " digits within " + RuleLimits.NUMBER_PLACES + " places");
            return Optional.empty();
        }
        return Optional.of(new Literal.Numeric(number));
    }
}
