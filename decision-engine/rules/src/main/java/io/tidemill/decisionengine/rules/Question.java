package io.tidemill.decisionengine.rules;

import java.util.ArrayList;
import java.util.List;

/** The one fact that is inserted into a Drools session: what is asked about, and the rules that have fired on it. */
final class Question {
    private final Facts facts;
    private final List<CompiledRule> fired = new ArrayList<>();

    Question(Facts facts) {
        this.facts = facts;
    }

    Facts facts() {
        return facts;
    }

    void fire(CompiledRule rule) {
        fired.add(rule);
    }

    List<CompiledRule> fired() {
        return fired;
    }
}
