package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes an event of a letter that the gateway would take, and keeps it. */
record FixAction(EventReading reading, LetterStates store, Clock clock, Fix fix, Mode mode) implements LetterAction {
    @Override
    public Set<LetterState.Name> states() {
        return Set.of(LetterState.Name.OPEN, LetterState.Name.FIXED);
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
        ObjectNode before = reading.event(letter);
        ObjectNode after = before;
        try {
            after = fix.apply(letter.letter(), reading.value(letter.letter()), before);
            reading.checked(after, caller);
        } catch (ProblemException problem) {
            return LetterOutcome.refused(letter, problem).withEvents(before, after);
        }
        Optional<LetterState.Fixed> fixed = fixed(letter.state(), after.toString());
        if (fixed.isEmpty()) {
            String state = letter.state().name().text();
            return LetterOutcome.refused(
                    letter, LetterOutcome.Result.ILLEGAL, "it is " + state + ": expected open or fixed");
        }
        if (mode == Mode.DRY_RUN) {
            return LetterOutcome.of(letter, LetterOutcome.Result.VALID, letter.state())
                    .withEvents(before, after);
        }
        LetterChange change =
                new LetterChange("fix", fixed.get().name().text(), fix.wording(), caller.subject(), clock.instant());
        return store.change(letter, fixed.get(), change)
                ? LetterOutcome.of(letter, LetterOutcome.Result.DONE, fixed.get())
                        .withEvents(before, after)
                : LetterOutcome.refused(letter, LetterOutcome.Result.CONFLICT, "somebody else changed it meanwhile");
    }

    private static Optional<LetterState.Fixed> fixed(LetterState state, String event) {
        if (state instanceof LetterState.Open open) {
            return Optional.of(open.fix(event));
        }
        return state instanceof LetterState.Fixed before ? Optional.of(before.fix(event)) : Optional.empty();
    }
}
