package io.tidemill.decisionengine.rules;

import java.util.List;

/** What came of reading a rule document. */
public sealed interface RuleReading {
    /** The document is whole. */
    record Whole(RuleDocument document) implements RuleReading {}

    /** The document is not whole. */
    record Faulty(List<Fault> faults) implements RuleReading {
        public Faulty {
            faults = List.copyOf(faults);
        }
    }
}
