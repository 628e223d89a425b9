package io.tidemill.ingestion.lakequality;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.events.QualityJudged;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A verdict on its way to the topic.
 *
 * @param table the table within its namespace
 * @param day the day, in UTC
 * @param revision of the day
 * @param snapshotId the snapshot that was read
 * @param verdict passed, failed or released
 * @param definitionVersion the text of the expectations
 * @param failedRules the must-rules that are not met
 * @param reason of a person
 * @param judgedBy the module or the person
 * @param judgedAt when
 */
record VerdictMessage(
        String table,
        LocalDate day,
        int revision,
        long snapshotId,
        Verdict verdict,
        String definitionVersion,
        List<String> failedRules,
        Optional<String> reason,
        String judgedBy,
        Instant judgedAt) {
    private static final String MODULE = "lake-quality";
    private static final String SOURCE = "/tidemill/lake-quality";
    private static final String TENANT = "default";

    static VerdictMessage of(Evaluation evaluation) {
        return new VerdictMessage(
                evaluation.table(),
                evaluation.day(),
                evaluation.revision(),
                evaluation.snapshotId(),
                evaluation.verdict(),
                evaluation.definitionVersion(),
                evaluation.failedRules(),
                Optional.empty(),
                MODULE,
                evaluation.judgedAt());
    }

    /** Of a day of a table of which nothing is expected. */
    static VerdictMessage nothingExpected(DayRevision day, String definitionVersion, Instant now) {
        return new VerdictMessage(
                day.table(),
                day.day(),
                day.revision(),
                day.snapshotId(),
                Verdict.PASSED,
                definitionVersion,
                List.of(),
                Optional.empty(),
                MODULE,
                now);
    }

    static VerdictMessage of(DayRevision day, Release release, List<String> failedRules, String definitionVersion) {
        return new VerdictMessage(
                day.table(),
                day.day(),
                day.revision(),
                day.snapshotId(),
                Verdict.RELEASED,
                definitionVersion,
                failedRules,
                Optional.of(release.reason()),
                release.by(),
                release.at());
    }

    /** @param id the place in the outbox */
    Event event(long id) {
        String fullName = LakeTables.NAMESPACE + "." + table;
        QualityJudged.Builder data = QualityJudged.newBuilder()
                .setTable(fullName)
                .setPartition(day)
                .setRevision(revision)
                .setSnapshotId(snapshotId)
                .setVerdict(verdict.text())
                .setDefinitionVersion(definitionVersion)
                .setFailedRules(failedRules)
                .setJudgedBy(judgedBy)
                .setJudgedAt(judgedAt);
        reason.ifPresent(data::setReason);
        return new Event(
                Long.toString(id),
                SOURCE,
                EventTypes.QUALITY_JUDGED,
                fullName + "/" + day + "/" + revision,
                judgedAt,
                TENANT,
                data.build());
    }
}
