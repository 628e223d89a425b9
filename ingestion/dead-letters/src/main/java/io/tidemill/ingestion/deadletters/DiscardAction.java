package io.tidemill.ingestion.deadletters;

import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.routes.Json;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lets a letter lie for good. */
record DiscardAction(LetterStates store, Clock clock, String because) implements LetterAction {
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
        Optional<LetterState> discarded = discarded(letter.state());
        if (discarded.isEmpty()) {
            return LetterOutcome.refused(
                    letter, LetterOutcome.Result.ILLEGAL, "it was replayed: expected open, fixed or discarded");
        }
        LetterState after = discarded.get();
        if (after.equals(letter.state())) {
            return LetterOutcome.of(letter, LetterOutcome.Result.UNCHANGED, after);
        }
        LetterChange change = new LetterChange(
                "discard",
                after.name().text(),
                Json.MAPPER.valueToTree(Map.of("because", because)),
                caller.subject(),
                clock.instant());
        return store.change(letter, after, change)
                ? LetterOutcome.of(letter, LetterOutcome.Result.DONE, after)
                : LetterOutcome.refused(letter, LetterOutcome.Result.CONFLICT, "somebody else changed it meanwhile");
    }

    private static Optional<LetterState> discarded(LetterState state) {
        if (state instanceof LetterState.Open open) {
            return Optional.of(open.discard());
        }
        if (state instanceof LetterState.Fixed fixed) {
            return Optional.of(fixed.discard());
        }
        return state instanceof LetterState.Discarded ? Optional.of(state) : Optional.empty();
    }
}
