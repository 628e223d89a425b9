package io.tidemill.ingestion.lakeversions.erasure;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * An erasure as it stands.
 *
 * @param id its name
 * @param subjectSha256 of whom
 * @param tenant whose rows alone
 * @param reason why, as whoever asked for it says
 * @param requestedBy who asked
 * @param requestedAt when
 * @param keepUntil until when the person is erased again as their rows come; the subject itself is kept as long
 * @param state where it stands
 * @param detail why it stands there, for people
 * @param nextAt when it is looked at again, unless it is done
 * @param tables what was done, by table
 */
public record ErasureJob(
        UUID id,
        String subjectSha256,
        Optional<String> tenant,
        String reason,
        String requestedBy,
        Instant requestedAt,
        Instant keepUntil,
        State state,
        String detail,
        Instant nextAt,
        List<TableReport> tables) {
    public ErasureJob {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        tables = List.copyOf(tables);
    }

    /** Where an erasure stands; stored by name. */
    public enum State {
        /** Waits, or works. */
        OPEN,
        /** Proven, and proven again as long as the person is to be kept out. */
        STANDING,
        /** Proven; the subject is forgotten. */
        DONE,
        /** The person is still in some file; a person has to look. The subject is kept for another try. */
        INCOMPLETE
    }
}
