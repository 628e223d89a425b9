package io.tidemill.ingestion.lakequality;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.ingestion.lakequality.measures.DayProfile;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.expectations.QualityDefinitions;
import io.tidemill.schemas.expectations.TableExpectations;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Judges a day because a person asks for it. */
final class OnDemand {
    private final QualityStore store;
    private final QualitySettings settings;
    private final EventSchemas schemas;
    private final DayJudge judge;

    OnDemand(QualityStore store, QualitySettings settings, EventSchemas schemas, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.schemas = schemas;
        this.judge = new DayJudge(clock);
    }

    /** Judges a complete day by the definitions of now; it takes the place of a judgement by the same text. */
    Evaluation again(DayRevision day) throws SQLException, IOException {
        TableExpectations expectations = definitions()
                .of(day.table())
                .orElseThrow(() -> ProblemException.conflict(
                        null, "nothing is expected of table " + day.table() + ": quality/*.yaml does not name it"));
        KeptProfiles profiles = store.transactions()
                .run(connection -> KeptProfiles.read(
                        connection, day.table(), expectations.version(), day.day(), expectations.daysBack()));
        try (Lake lake = Lake.open(settings.lake())) {
            Evaluation evaluation = judge.judge(table(lake, day.table()), day, expectations, profiles)
                    .evaluation();
            return store.transactions().run(connection -> {
                QualityStore.keepAgain(connection, evaluation);
                profiles.write(connection);
                QualityStore.judged(connection, day);
                QualityStore.send(connection, VerdictMessage.of(evaluation));
                return evaluation;
            });
        }
    }

    /** Judges any day by a draft; nothing is kept. A day that is not complete is judged as it is now. */
    Evaluation draft(String table, LocalDate date, Optional<DayRevision> complete, String text) throws IOException {
        TableExpectations expectations;
        try {
            expectations = QualityDefinitions.parse("draft", text, schemas);
        } catch (InvalidDefinitionsException e) {
            throw ProblemException.invalid("expectations", String.valueOf(e.getMessage()));
        }
        if (!expectations.table().equals(table)) {
            throw ProblemException.invalid(
                    "expectations", "the draft is about table " + expectations.table() + ", expected " + table);
        }
        try (Lake lake = Lake.open(settings.lake())) {
            Table found = table(lake, table);
            Snapshot current = found.currentSnapshot();
            if (current == null) {
                throw ProblemException.conflict(null, "table " + table + " holds nothing yet");
            }
            DayRevision day = complete.orElseGet(() -> new DayRevision(table, date, 0, current.snapshotId()));
            return judge.judge(found, day, expectations, new Forgotten()).evaluation();
        }
    }

    private QualityDefinitions definitions() throws IOException {
        try {
            return QualityDefinitions.read(settings.definitions(), schemas);
        } catch (InvalidDefinitionsException e) {
            throw ProblemException.conflict(null, "the definitions are invalid: " + e.getMessage());
        }
    }

    private static Table table(Lake lake, String name) {
        try {
            return lake.table(name);
        } catch (NoSuchTableException e) {
            throw ProblemException.notFound("there is no table " + name).withCause(e);
        }
    }

    /** Profiles of a draft serve nobody later. */
    private static final class Forgotten implements DayJudge.Profiles {
        @Override
        public NavigableMap<LocalDate, DayProfile> between(LocalDate from, LocalDate before) {
            return new TreeMap<>();
        }

        @Override
        public void keep(LocalDate day, DayProfile profile) {
            // It is not kept.
        }
    }
}
