package io.tidemill.infra.systemtests.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands in a journal, read back from the disk. A line that was cut off by a crash is none. */
final class JournalEntries {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    private final Map<String, Entry> byId = new LinkedHashMap<>();

    private JournalEntries() {}

    static JournalEntries read(Path file) throws IOException {
        JournalEntries entries = new JournalEntries();
        String text;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            text = lines.readLine();
            while (text != null) {
                entries.take(text.split("\t", -1));
                text = lines.readLine();
            }
        }
        return entries;
    }

    static String sendingLine(LoadEvent event, long now) {
        return String.join(
                "\t",
                "sending",
                event.id(),
                LoadEvent.TENANT,
                event.key(),
                Long.toString(event.sequence()),
                Long.toString(event.quarters()),
                Long.toString(now),
                ".\n");
    }

    static String answerLine(LoadEvent event, int status) {
        return String.join("\t", "answer", event.id(), Integer.toString(status), ".\n");
    }

    Collection<Entry> all() {
        return byId.values();
    }

    /** The entry of an id; null when it was never sent. */
    @Nullable
    Entry find(String id) {
        return byId.get(id);
    }

    /** How many ended so. */
    long count(Outcome outcome) {
        return byId.values().stream()
                .filter(entry -> entry.outcome() == outcome)
                .count();
    }

    private void take(String[] cells) {
        if (cells[0].equals("sending") && cells.length == 8) {
            byId.computeIfAbsent(cells[1], id -> new Entry(id, cells[2], cells[3].intern(), Long.parseLong(cells[5])))
                    .open++;
        } else if (cells[0].equals("answer") && cells.length == 4) {
            Entry entry = byId.get(cells[1]);
            if (entry != null) {
                entry.answered(Integer.parseInt(cells[2]));
            }
        }
    }

    /** One event, however often it was sent. */
    static final class Entry {
        private final String id;
        private final String tenant;
        private final String key;
        private final long quarters;
        private boolean accepted;
        private int open;

        private Entry(String id, String tenant, String key, long quarters) {
            this.id = id;
            this.tenant = tenant.intern();
            this.key = key;
            this.quarters = quarters;
        }

        String id() {
            return id;
        }

        /** Whether a row's values are those that were sent. */
        boolean matches(LakeRow row) {
            return tenant.equals(row.tenant())
                    && key.equals(row.key())
                    && LoadEvent.amount(quarters).compareTo(row.amount()) == 0;
        }

        Outcome outcome() {
            if (accepted) {
                return Outcome.ACCEPTED;
            }
            return open == 0 ? Outcome.REFUSED : Outcome.UNKNOWN;
        }

        private void answered(int status) {
            accepted |= status >= OK && status < 300;
            // A 5xx, or no answer at all, leaves the sending open for good.
            if (status >= BAD_REQUEST && status < SERVER_ERROR) {
                open--;
            }
        }
    }
}
