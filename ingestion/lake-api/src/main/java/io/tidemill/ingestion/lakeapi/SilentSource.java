package io.tidemill.ingestion.lakeapi;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A source that sent rows of a table on each of the days before, and is late on a day that is still open.
 *
 * @param lastEvent of this day; nothing if it has sent none
 * @param expectedBy by when it had sent on each of the days before, on this day
 */
record SilentSource(
        String table, LocalDate day, String tenant, String source, Optional<Instant> lastEvent, Instant expectedBy) {}
