package io.tidemill.decisionengine.ruleauthoring;

import io.tidemill.decisionengine.rules.Fault;
import io.tidemill.decisionengine.rules.RuleDocument;
import io.tidemill.decisionengine.rules.RuleReader;
import io.tidemill.decisionengine.rules.RuleReading;
import io.tidemill.decisionengine.rules.RuleWriter;
import io.tidemill.infra.httpserver.access.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules that come with an installation, one file each. */
final class RuleFiles {
    private static final Logger LOG = LoggerFactory.getLogger(RuleFiles.class);
    private static final String IMPORTER = "definitions";

    private final Path folder;

    RuleFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * What became of files.
     *
     * @param ids of the rules that were published
     * @param waiting the files of rules about what is not known yet, with what that is
     */
    record Imported(List<String> ids, Map<Path, RuleReading.Faulty> waiting) {}

    Imported importAbsent(List<Path> files, RuleRequests requests, RuleStore store, Instant now)
            throws IOException, SQLException {
        List<String> imported = new ArrayList<>();
        Map<Path, RuleReading.Faulty> waiting = new LinkedHashMap<>();
        for (Path file : files) {
            String json = Files.readString(file);
            if (!(RuleReader.read(json) instanceof RuleReading.Whole whole)) {
                refuse(file, RuleReader.read(json));
                continue;
            }
            String id = whole.document().id();
            if (store.find(id).isPresent()) {
                continue;
            }
            RuleReading reading = requests.read(id, json);
            if (reading instanceof RuleReading.Faulty faulty && unknownOnly(faulty)) {
                waiting.put(file, faulty);
            } else if (!(reading instanceof RuleReading.Whole valid)) {
                refuse(file, reading);
            } else if (save(requests, valid.document(), now) instanceof Saving.Saved) {
                imported.add(id);
            }
        }
        return new Imported(imported, waiting);
    }

    private static boolean unknownOnly(RuleReading.Faulty faulty) {
        return faulty.faults().stream()
                .allMatch(fault ->
                        fault.code() == Fault.Code.UNKNOWN_EVENT_TYPE || fault.code() == Fault.Code.UNKNOWN_FIELD);
    }

    /** The files there are, by their names. */
    List<Path> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static Saving save(RuleRequests requests, RuleDocument document, Instant now) throws SQLException {
        RuleDocument owned = document.tenant() == null ? document.ofTenant(Caller.DEFAULT_TENANT) : document;
        return requests.save(new RuleDraft(
                owned.id(), 0, owned.tenant(), RuleWriter.write(owned), IMPORTER, now.truncatedTo(ChronoUnit.MILLIS)));
    }

    private static void refuse(Path file, RuleReading reading) {
        LOG.atError()
                .addKeyValue("file", file)
                .addKeyValue("faults", reading)
                .log("a rule file is no valid rule and is left out");
    }
}
