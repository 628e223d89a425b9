package io.tidemill.ingestion.deadletters;

import io.tidemill.infra.httpserver.access.Caller;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Something that can be done about dead letters. Doing it again changes nothing more. */
interface LetterAction {
    /** Whether it is only tried, or done. */
    enum Mode {
        /** Nothing is changed. */
        DRY_RUN,
        /** It is done. */
        DONE
    }

    /** The states of letters that are looked for, where it is done to many. */
    Set<LetterState.Name> states();

    /** Does it to some letters, which have their bytes. */
    List<LetterOutcome> on(List<LetterCase> letters, Caller caller) throws SQLException;
}
