package io.tidemill.decisionengine.rules;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a rule asks for when it fires.
 *
 * @param type such as {@code coupon.issue}
 * @param parameters by name, in alphabetical order
 */
public record RuleAction(String type, Map<String, String> parameters) {
    public RuleAction {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }
}
