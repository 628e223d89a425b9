package io.tidemill.ingestion.eventgateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.ingestion.eventgateway.conversion.WritableText;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Collects the attributes of an event that are not CloudEvents' own or ours, and holds them to CloudEvents' rules. */
final class ExtensionAttributes {
    /** Attributes that are read as such, or are the data. */
    static final Set<String> OTHERS = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "tenantid",
            "datacontenttype",
            "data",
            "data_base64");

    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,40}");
    private static final int MOST = 20;
    private static final int LONGEST = 1024;

    private final Map<String, String> values = new TreeMap<>();

    /** Those of an event in structured mode. */
    static Map<String, String> of(JsonNode event) {
        ExtensionAttributes extensions = new ExtensionAttributes();
        Iterator<Map.Entry<String, JsonNode>> members = event.fields();
        while (members.hasNext()) {
            Map.Entry<String, JsonNode> member = members.next();
            JsonNode value = member.getValue();
            if (OTHERS.contains(member.getKey()) || value.isNull()) {
                continue;
            }
            if (!value.isTextual() && !value.isBoolean() && !value.isIntegralNumber()) {
                throw ProblemException.invalid(
                        member.getKey(), "expected a text, true, false or a whole number, as extension attributes are");
            }
            extensions.add(member.getKey(), member.getKey(), value.asText());
        }
        return extensions.values;
    }

    /**
     * Adds one.
     *
     * @param field what the producer calls it
     */
    void add(String name, String field, String value) {
        if (!NAME.matcher(name).matches()) {
            throw ProblemException.invalid(
                    field, "no attribute of an event: expected 1 to 40 lower-case letters and digits as a name");
        }
        if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl) || !WritableText.is(value)) {
            throw ProblemException.invalid(
                    field,
                    "expected at most " + LONGEST + " characters without control characters, and "
                            + WritableText.EXPECTED);
        }
        values.put(name, value);
        if (values.size() > MOST) {
            throw ProblemException.invalid(field, "expected at most " + MOST + " extension attributes");
        }
    }

    Map<String, String> values() {
        return values;
    }
}
