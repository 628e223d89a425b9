package io.tidemill.decisionengine.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.decisionengine.rules.Fault.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads single values of a JSON tree and collects what is wrong with them. For one document and one thread. */
final class FaultList {
    private static final int SHOWN = 80;
    private static final int FAULTS = 100;

    private final List<Fault> faults = new ArrayList<>();

    List<Fault> faults() {
        return faults;
    }

    void add(String path, Code code, String message) {
        if (faults.size() < FAULTS) {
            faults.add(new Fault(path, code, message));
        }
    }

    /** The child at a path, or {@code null} and a fault. */
    @Nullable
    JsonNode required(JsonNode parent, String path, String name) {
        JsonNode child = parent.get(name);
        if (child == null || child.isNull()) {
            add(path + "/" + name, Code.MISSING, "expected " + name);
            return null;
        }
        return child;
    }

    void onlyProperties(JsonNode node, String path, Set<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                add(
                        path + "/" + pointerToken(name),
                        Code.UNKNOWN_PROPERTY,
                        "property " + shown(name) + ", expected one of "
                                + known.stream().sorted().toList());
            }
        });
    }

    @Nullable
    String text(@Nullable JsonNode node, String path, int length) {
        if (node == null) {
            return null;
        }
        if (!node.isTextual()) {
            add(path, Code.WRONG_TYPE, "expected text, found " + shown(node.toString()));
            return null;
        }
        String text = node.textValue();
        if (text.length() > length) {
            add(path, Code.TOO_LARGE, text.length() + " characters, expected at most " + length);
            return null;
        }
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            add(path, Code.INVALID, "the text holds U+0000 or half a surrogate pair");
            return null;
        }
        return text;
    }

    @Nullable
    String matching(@Nullable JsonNode node, String path, Pattern pattern, String expected) {
        String text = text(node, path, RuleLimits.TEXT_LENGTH);
        if (text != null && !pattern.matcher(text).matches()) {
            add(path, Code.INVALID, shown(text) + ", expected " + expected);
            return null;
        }
        return text;
    }

    boolean array(@Nullable JsonNode node, String path, int most) {
        if (node == null) {
            return false;
        }
        if (!node.isArray()) {
            add(path, Code.WRONG_TYPE, "expected an array, found " + shown(node.toString()));
            return false;
        }
        if (node.isEmpty()) {
            add(path, Code.INVALID, "expected at least one element");
            return false;
        }
        if (node.size() > most) {
            add(path, Code.TOO_LARGE, node.size() + " elements, expected at most " + most);
            return false;
        }
        return true;
    }

    /** What a message shows of a value: short, on one line, with nothing invisible. */
    static String shown(String value) {
        StringBuilder line = new StringBuilder("\"");
        value.codePoints().limit(SHOWN).forEach(point -> {
            if (Character.isISOControl(point)
                    || Character.getType(point) == Character.FORMAT
                    || Character.getType(point) == Character.SURROGATE) {
                line.append(String.format("\\u%04x", point));
            } else {
                line.appendCodePoint(point);
            }
        });
        return line.append(value.length() > SHOWN ? "…\"" : "\"").toString();
    }

    private static String pointerToken(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
