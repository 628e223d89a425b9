package io.tidemill.infra.systemtests.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares a journal with what is in the lake: what was acknowledged is there exactly once, as a row or as a dead letter;
 * what was refused is nowhere; what is unknown is there at most once; and no row differs from what was sent.
 */
final class Oracle {
    private final JournalEntries journal;
    private final Map<String, Integer> seen = new HashMap<>();
    private final List<String> changed = new ArrayList<>();
    private final List<String> strangers = new ArrayList<>();

    Oracle(JournalEntries journal) {
        this.journal = journal;
    }

    /** Takes a row of the table of orders. */
    void row(LakeRow row) {
        JournalEntries.Entry entry = journal.find(row.id());
        if (entry == null) {
            strangers.add(row.id());
            return;
        }
        seen.merge(row.id(), 1, Integer::sum);
        if (!entry.matches(row) || !row.key().equals(row.member())) {
            changed.add(row.id());
        }
    }

    /** Takes the event's id of a row of the dead-letter table. */
    void deadLetter(String id) {
        if (journal.find(id) == null) {
            strangers.add(id);
        } else {
            seen.merge(id, 1, Integer::sum);
        }
    }

    /** What is wrong. */
    Findings findings() {
        List<String> lost = new ArrayList<>();
        List<String> doubled = new ArrayList<>();
        List<String> intruders = new ArrayList<>();
        for (JournalEntries.Entry entry : journal.all()) {
            int copies = seen.getOrDefault(entry.id(), 0);
            if (copies == 0 && entry.outcome() == Outcome.ACCEPTED) {
                lost.add(entry.id());
            }
            if (copies > 1) {
                doubled.add(entry.id());
            }
            if (copies > 0 && entry.outcome() == Outcome.REFUSED) {
                intruders.add(entry.id());
            }
        }
        return new Findings(lost, doubled, changed, intruders, strangers);
    }

    /**
     * Ids by what is wrong with them.
     *
     * @param lost acknowledged and nowhere
     * @param doubled more than once
     * @param changed with other values than were sent
     * @param intruders refused and there nevertheless
     * @param strangers there and never sent
     */
    record Findings(
            List<String> lost,
            List<String> doubled,
            List<String> changed,
            List<String> intruders,
            List<String> strangers) {
        Findings {
            lost = List.copyOf(lost);
            doubled = List.copyOf(doubled);
            changed = List.copyOf(changed);
            intruders = List.copyOf(intruders);
            strangers = List.copyOf(strangers);
        }

        /** The same by the names of a report. */
        Map<String, List<String>> byKind() {
            Map<String, List<String>> kinds = new LinkedHashMap<>();
            kinds.put("lost", lost);
            kinds.put("doubled", doubled);
            kinds.put("changed", changed);
            kinds.put("refused but there", intruders);
            kinds.put("never sent but there", strangers);
            return kinds;
        }
    }
}
