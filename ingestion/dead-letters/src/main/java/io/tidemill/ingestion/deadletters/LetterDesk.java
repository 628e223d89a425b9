package io.tidemill.ingestion.deadletters;

import io.tidemill.infra.httpserver.access.Caller;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds dead letters with what became of them, and has something done to one or to many. Safe to share between threads. */
final class LetterDesk {
    /** Letters whose bytes are in memory at once are at most so many, and at most so large together. */
    private static final int CHUNK = 100;

    private static final long CHUNK_BYTES = 16L << 20;

    /** Letters in other states are passed over, but no more of them in one request. */
    private static final int LARGEST_PASS = 20_000;

    private static final int PAGE = 500;

    private final LetterTable table;
    private final LetterStates states;

    LetterDesk(LetterTable table, LetterStates states) {
        this.table = Objects.requireNonNull(table, "table");
        this.states = Objects.requireNonNull(states, "states");
    }

    /**
     * Some letters without their bytes.
     *
     * @param letters newest first
     * @param cursor the next page begins after it; null when there are no more
     */
    record Page(List<LetterCase> letters, @Nullable LetterCursor cursor) {}

    /** The letters that a filter lets pass. */
    Page page(LetterFilter filter, Optional<LetterCursor> after, int limit) throws SQLException {
        return page(filter, filter.state().map(Set::of).orElse(Set.of(LetterState.Name.values())), after, limit);
    }

    /** A letter with its bytes, if the caller may see it. */
    Optional<LetterCase> find(LetterId id, Caller caller) throws SQLException {
        Optional<Letter> letter = table.find(id).filter(found -> caller.mayActFor(found.tenant()));
        return letter.isEmpty()
                ? Optional.empty()
                : Optional.of(states.of(List.of(letter.get())).get(0));
    }

    /** What was done about a letter. */
    List<LetterChange> history(LetterId id) throws SQLException {
        return states.history(id);
    }

    /** Does something to one letter. */
    LetterOutcome one(LetterCase letter, LetterAction action, Caller caller) throws SQLException {
        return action.on(List.of(letter), caller).get(0);
    }

    /** Does something to the letters that a filter lets pass, newest first, at most to so many. */
    BulkOutcome many(LetterFilter filter, Optional<LetterCursor> after, int limit, LetterAction action, Caller caller)
            throws SQLException {
        Set<LetterState.Name> wanted = filter.state().map(Set::of).orElse(action.states());
        BulkOutcome.Count count = new BulkOutcome.Count();
        Optional<LetterCursor> cursor = after;
        do {
            Page page = page(filter, wanted, cursor, (int) Math.min(CHUNK, limit - count.matched()));
            apply(page.letters(), action, caller, count);
            cursor = Optional.ofNullable(page.cursor());
        } while (cursor.isPresent() && count.matched() < limit);
        return count.outcome(cursor.map(LetterCursor::text).orElse(null));
    }

    private Page page(LetterFilter filter, Set<LetterState.Name> wanted, Optional<LetterCursor> after, int limit)
            throws SQLException {
        List<LetterCase> found = new ArrayList<>();
        Optional<LetterCursor> cursor = after;
        int passed = 0;
        boolean all = wanted.size() == LetterState.Name.values().length;
        while (found.size() < limit && passed < LARGEST_PASS) {
            int size = all ? limit - found.size() : PAGE;
            List<Letter> read = table.page(filter, cursor, size);
            for (LetterCase letter : states.of(read)) {
                passed++;
                cursor = Optional.of(LetterCursor.of(letter.letter()));
                if (wanted.contains(letter.state().name())) {
                    found.add(letter);
                    if (found.size() == limit) {
                        return new Page(found, cursor.get());
                    }
                }
            }
            if (read.size() < size) {
                return new Page(found, null);
            }
        }
        return new Page(found, cursor.orElse(null));
    }

    private void apply(List<LetterCase> letters, LetterAction action, Caller caller, BulkOutcome.Count count)
            throws SQLException {
        Map<LetterId, LetterCase> byId = new HashMap<>();
        letters.forEach(letter -> byId.put(letter.letter().id(), letter));
        Chunks chunks = new Chunks(action, caller, count);
        table.read(letters.stream().map(LetterCase::letter).toList(), whole -> {
            LetterCase letter = byId.get(whole.id());
            if (letter != null) {
                chunks.add(letter.with(whole));
            }
        });
        chunks.finish();
    }

    /** Letters with their bytes, acted upon before they are too many for the memory. */
    private static final class Chunks {
        private final LetterAction action;
        private final Caller caller;
        private final BulkOutcome.Count count;
        private final List<LetterCase> waiting = new ArrayList<>();
        private long bytes;
        private @Nullable SQLException failure;

        Chunks(LetterAction action, Caller caller, BulkOutcome.Count count) {
            this.action = action;
            this.caller = caller;
            this.count = count;
        }

        void add(LetterCase letter) {
            waiting.add(letter);
            bytes += letter.letter().raw().value().map(value -> value.length).orElse(0);
            if (bytes > CHUNK_BYTES) {
                act();
            }
        }

        void finish() throws SQLException {
            act();
            if (failure != null) {
                throw failure;
            }
        }

        private void act() {
            if (failure == null && !waiting.isEmpty()) {
                try {
                    action.on(List.copyOf(waiting), caller).forEach(count::add);
                } catch (SQLException e) {
                    failure = e;
                }
            }
            waiting.clear();
            bytes = 0;
        }
    }
}
