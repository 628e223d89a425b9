package io.tidemill.decisionengine.rules;

import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/** A Drools session that answers one question after the other. For one thread at a time. */
final class RuleSession {
    private final KieSession session;

    RuleSession(KieBase base) {
        session = base.newKieSession();
    }

    /**
     * Fires the rules on a question and forgets it.
     *
     * @throws IllegalStateException if the rules cannot be run; the session is of no use then
     */
    void ask(Question question) {
        try {
            FactHandle handle = session.insert(question);
            session.fireAllRules();
            session.delete(handle);
            if (session.getFactCount() != 0) {
                throw new IllegalStateException("facts stayed behind after a decision");
            }
        } catch (RuntimeException e) {
            session.dispose();
            throw new IllegalStateException("rules cannot be run", e);
        }
    }
}
