package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.featurejobs.featureconsistency.report.DayReport;
import io.tidemill.featurejobs.featureconsistency.report.FeatureReport;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.FeaturesJudged;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What is announced of a day, as it waits to be sent.
 *
 * @param judged the features of which some value could be judged: of others nothing new is known, and what failed before holds
 */
record FeatureVerdict(
        LocalDate day,
        int revision,
        String verdict,
        List<String> failed,
        List<String> judged,
        Optional<String> reason,
        String judgedBy,
        Instant judgedAt) {
    private static final String SOURCE = "/tidemill/feature-consistency";
    private static final String TENANT = "default";

    static FeatureVerdict of(ComparedDay day) {
        DayReport report = day.report();
        return new FeatureVerdict(
                report.day(),
                report.revision(),
                day.verdict(),
                report.failed(),
                report.features().stream()
                        .filter(feature -> feature.judged() > 0)
                        .map(FeatureReport::feature)
                        .toList(),
                day.release().map(Release::reason),
                day.release().map(Release::by).orElse("feature-consistency"),
                day.release().map(Release::at).orElse(report.comparedAt()));
    }

    Event event(long id) {
        FeaturesJudged.Builder data = FeaturesJudged.newBuilder()
                .setPartition(day)
                .setRevision(revision)
                .setVerdict(verdict)
                .setFailedFeatures(failed)
                .setJudgedFeatures(judged)
                .setJudgedBy(judgedBy)
                .setJudgedAt(judgedAt);
        reason.ifPresent(data::setReason);
        return new Event(
                Long.toString(id),
                SOURCE,
                EventTypes.FEATURES_JUDGED,
                day + "/" + revision,
                judgedAt,
                TENANT,
                data.build());
    }
}
