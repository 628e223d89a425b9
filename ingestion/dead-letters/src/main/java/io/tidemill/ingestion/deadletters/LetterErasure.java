package io.tidemill.ingestion.deadletters;

import io.tidemill.ingestion.lakeversions.erasure.Person;
import io.tidemill.ingestion.lakeversions.erasure.PersonalStore;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * Events that were made of dead letters, and how: they mention persons whom the letters' own bytes need not. A letter that
 * was fixed for a person who is erased is closed, and its event and history say nothing any more.
 */
final class LetterErasure implements PersonalStore {
    private final LetterStates states;
    private final Clock clock;

    LetterErasure(LetterStates states, Clock clock) {
        this.states = states;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "dead-letter-fixes";
    }

    @Override
    public Erased erase(Person person) throws SQLException {
        Set<String> theirs = states.mentioning(person);
        for (String id : theirs) {
            states.forget(id, clock.instant());
        }
        return new Erased(
                theirs.size(),
                states.touched(),
                states.mentioning(person).stream().toList(),
                List.of());
    }
}
