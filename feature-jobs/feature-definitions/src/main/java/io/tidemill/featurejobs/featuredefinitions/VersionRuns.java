package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.featurejobs.featuredefinitions.VersionState.Armed;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Arming;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Filled;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Filling;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Written;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.featurecatalogue.CatalogueTopic;
import io.tidemill.schemas.featurecatalogue.Cut;
import io.tidemill.schemas.featurecatalogue.Cuts;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what is stored and brings versions forward, a step at a time. Each step looks whether what its state waits for
 * has come to pass, and may be made again after whatever was killed in it. One process at a time makes them.
 */
final class VersionRuns {
    private static final Logger LOG = LoggerFactory.getLogger(VersionRuns.class);

    private final DefinitionStore store;
    private final JobProgress job;
    private final PastFromLake lake;
    private final Producer<byte[], byte[]> producer;
    private final Clock clock;

    VersionRuns(
            DefinitionStore store, JobProgress job, PastFromLake lake, Producer<byte[], byte[]> producer, Clock clock) {
        this.store = store;
        this.job = job;
        this.lake = lake;
        this.producer = producer;
        this.clock = clock;
    }

    /** Publishes, and makes each step that can be made now. */
    void advance() throws SQLException, ExecutionException, InterruptedException, TimeoutException {
        Optional<Contents> read = store.hasWork() ? store.read() : Optional.empty();
        if (read.isEmpty()) {
            return;
        }
        Contents contents = read.get();
        if (contents.revision() > contents.publishedRevision()) {
            publish(contents);
            return;
        }
        for (StoredVersion version : contents.versions()) {
            if (version.state().waitsFor().isPresent()) {
                advance(contents, version);
            }
        }
    }

    private void publish(Contents contents) throws SQLException, ExecutionException, InterruptedException {
        long offset = producer.send(CatalogueTopic.record(contents.catalogue(), clock))
                .get()
                .offset();
        store.published(contents.revision(), offset);
    }

    private void advance(Contents contents, StoredVersion version)
            throws SQLException, ExecutionException, InterruptedException, TimeoutException {
        VersionState state = version.state();
        if (state instanceof Arming arming && known(contents, arming.revision())) {
            store.move(version, arming.armed(ends(version)), now());
        } else if (state instanceof Armed armed) {
            Optional<PastFromLake.Reached> past = lake.past(armed.ends());
            if (past.isPresent()) {
                store.move(
                        contents,
                        version,
                        revision ->
                                armed.filling(past.get().snapshots(), past.get().cut(), revision),
                        now());
            }
        } else if (state instanceof Filling filling && known(contents, filling.revision())) {
            fill(contents, version, filling);
        } else if (state instanceof Written written && job.hasStates(written.ends())) {
            store.move(contents, version, written::filled, now());
        } else if (state instanceof Filled filled && known(contents, filled.revision())) {
            serve(contents, version, filled);
        }
    }

    private void fill(Contents contents, StoredVersion version, Filling filling) throws SQLException {
        try {
            store.move(version, filling.written(lake.write(version.version(), filling.snapshots())), now());
        } catch (IllegalArgumentException e) {
            LOG.atError()
                    .addKeyValue("version", version.version().id())
                    .setCause(e)
                    .log("version cannot be filled");
            // A revision, for the job has to hear that it need not keep the version's events any longer.
            store.move(contents, version, revision -> filling.failed(String.valueOf(e.getMessage())), now());
        }
    }

    private void serve(Contents contents, StoredVersion version, Filled filled) throws SQLException {
        boolean current = store.change(contents.revision(), (connection, revision) -> {
            DefinitionStore.move(connection, version, filled.ready(), now());
            DefinitionStore.serve(connection, version);
        });
        if (current) {
            LOG.atInfo().addKeyValue("version", version.version().id()).log("version serves");
        }
    }

    /** Whether a checkpoint of the job has a revision: the one published last was published after it. */
    private boolean known(Contents contents, long revision)
            throws ExecutionException, InterruptedException, TimeoutException {
        return contents.publishedRevision() >= revision && job.knows(contents.publishedOffset());
    }

    private Cuts ends(StoredVersion version) throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Cut> ends = new HashMap<>();
        for (String type : version.version().view().eventTypes()) {
            ends.put(type, job.end(Topics.ofEvents(type)));
        }
        return new Cuts(ends);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
