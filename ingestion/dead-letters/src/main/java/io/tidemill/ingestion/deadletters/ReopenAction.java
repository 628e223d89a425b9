package io.tidemill.ingestion.deadletters;

import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.routes.Json;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes back that letters were discarded. */
record ReopenAction(LetterStates store, Clock clock) implements LetterAction {
    @Override
    public Set<LetterState.Name> states() {
        return Set.of(LetterState.Name.DISCARDED);
    }

    @Override
    public List<LetterOutcome> on(List<LetterCase> letters, Caller caller) throws SQLException {
        List<LetterOutcome> outcomes = new ArrayList<>();
        for (LetterCase letter : letters) {
            outcomes.add(on(letter, caller));
        }
        return outcomes;
    }

    private LetterOutcome on(LetterCase letter, Caller caller) throws SQLException {
        if (!(letter.state() instanceof LetterState.Discarded discarded)) {
            return LetterOutcome.refused(
                    letter,
                    LetterOutcome.Result.ILLEGAL,
                    "it is " + letter.state().name().text() + ": expected discarded");
        }
        LetterState after = discarded.reopen();
        LetterChange change = new LetterChange(
                "reopen", after.name().text(), Json.MAPPER.valueToTree(Map.of()), caller.subject(), clock.instant());
        return store.change(letter, after, change)
                ? LetterOutcome.of(letter, LetterOutcome.Result.DONE, after)
                : LetterOutcome.refused(letter, LetterOutcome.Result.CONFLICT, "somebody else changed it meanwhile");
    }
}
