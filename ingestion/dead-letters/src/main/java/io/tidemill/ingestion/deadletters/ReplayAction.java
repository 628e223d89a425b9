package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.schemas.contracts.Event;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Sends the events of letters, and notes it when Kafka has acknowledged. Ending in between leaves a letter as it was: sent
 * again it has the same source and id, and is the same event.
 */
record ReplayAction(
        EventReading reading,
        LetterPublisher publisher,
        LetterStates store,
        Clock clock,
        Set<LetterState.Name> states,
        Mode mode)
        implements LetterAction {
    ReplayAction {
        states = Set.copyOf(states);
    }

    /** A letter whose event is on its way. */
    private record Sent(LetterCase letter, ObjectNode event, CompletableFuture<Void> acknowledged) {}

    @Override
    public List<LetterOutcome> on(List<LetterCase> letters, Caller caller) throws SQLException {
        List<LetterOutcome> outcomes = new ArrayList<>();
        List<Sent> sent = new ArrayList<>();
        for (LetterCase letter : letters) {
            begin(letter, caller, sent).ifPresent(outcomes::add);
        }
        publisher.flush();
        for (Sent one : sent) {
            outcomes.add(end(one, caller));
        }
        return outcomes;
    }

    private Optional<LetterOutcome> begin(LetterCase letter, Caller caller, List<Sent> sent) {
        if (letter.state() instanceof LetterState.Replayed) {
            return Optional.of(LetterOutcome.of(letter, LetterOutcome.Result.UNCHANGED, letter.state()));
        }
        if (letter.state() instanceof LetterState.Discarded) {
            return Optional.of(LetterOutcome.refused(
                    letter, LetterOutcome.Result.ILLEGAL, "it was discarded: expected open or fixed; reopen it"));
        }
        ObjectNode event = reading.event(letter);
        try {
            Event checked = reading.checked(event, caller);
            if (mode == Mode.DRY_RUN) {
                return Optional.of(LetterOutcome.of(letter, LetterOutcome.Result.VALID, letter.state())
                        .withEvents(event, event));
            }
            sent.add(new Sent(letter, event, publisher.send(checked)));
            return Optional.empty();
        } catch (ProblemException problem) {
            return Optional.of(LetterOutcome.refused(letter, problem).withEvents(event, event));
        }
    }

    private LetterOutcome end(Sent sent, Caller caller) throws SQLException {
        Optional<ProblemException> failure = LetterPublisher.failure(sent.acknowledged());
        if (failure.isPresent()) {
            return LetterOutcome.refused(sent.letter(), failure.get());
        }
        LetterState.Replayed after =
                replayed(sent.letter().state(), sent.event().toString());
        LetterChange change = new LetterChange(
                "replay",
                after.name().text(),
                Json.MAPPER.valueToTree(Map.of(
                        "source", sent.event().path("source").asText(),
                        "id", sent.event().path("id").asText())),
                caller.subject(),
                clock.instant());
        return store.change(sent.letter(), after, change)
                ? LetterOutcome.of(sent.letter(), LetterOutcome.Result.DONE, after)
                : LetterOutcome.refused(
                        sent.letter(), LetterOutcome.Result.CONFLICT, "sent, but somebody else changed it meanwhile");
    }

    private static LetterState.Replayed replayed(LetterState state, String event) {
        if (state instanceof LetterState.Fixed fixed) {
            return fixed.replay();
        }
        return ((LetterState.Open) state).replay(event);
    }
}
