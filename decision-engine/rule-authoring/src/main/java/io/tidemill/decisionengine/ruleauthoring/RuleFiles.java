package io.tidemill.decisionengine.ruleauthoring;

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
import java.util.List;
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

    List<String> importAbsent(RuleRequests requests, RuleStore store, Instant now) throws IOException, SQLException {
        List<String> imported = new ArrayList<>();
        for (Path file : files()) {
            String json = Files.readString(file);
            if (!(RuleReader.read(json) instanceof RuleReading.Whole whole)) {
                refuse(file, RuleReader.read(json));
                continue;
            }
            String id = whole.document().id();
            RuleReading reading = requests.read(id, json);
            if (!(reading instanceof RuleReading.Whole valid)) {
                refuse(file, reading);
            } else if (store.find(id).isEmpty() && save(requests, valid.document(), now) instanceof Saving.Saved) {
                imported.add(id);
            }
        }
        return imported;
    }

    private List<Path> files() throws IOException {
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
