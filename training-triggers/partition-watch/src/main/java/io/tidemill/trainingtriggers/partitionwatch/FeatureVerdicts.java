package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.schemas.events.FeaturesJudged;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of the comparison of each feature's served values, as a row for its latest day. Every method is called under the
 * planning lock.
 */
final class FeatureVerdicts {
    private FeatureVerdicts() {}

    /**
     * What was announced of a day.
     *
     * @param day of the feature log, in UTC
     * @param failed the features of which too many values are not what the lake recomputes
     * @param judged the features that were compared, those among them
     * @param released whether a person takes responsibility for it
     */
    record Announced(LocalDate day, int revision, Set<String> failed, List<String> judged, boolean released) {
        Announced {
            Objects.requireNonNull(day, "day");
            failed = Set.copyOf(failed);
            judged = List.copyOf(judged);
        }

        static Announced of(FeaturesJudged data) {
            return new Announced(
                    data.getPartition(),
                    data.getRevision(),
                    Set.copyOf(data.getFailedFeatures()),
                    data.getJudgedFeatures(),
                    data.getVerdict().equals("released"));
        }
    }

    /** Keeps a verdict; of a feature that was compared on a later day already it says nothing any more. */
    static void keep(Connection connection, Announced announced) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "INSERT INTO training.feature_verdict AS known (feature, day, revision, failed) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (feature) DO UPDATE SET day = EXCLUDED.day, revision = EXCLUDED.revision,"
                        + " failed = EXCLUDED.failed WHERE (known.day, known.revision) <="
                        + " (EXCLUDED.day, EXCLUDED.revision)")) {
            for (String feature : announced.judged()) {
                upsert.setString(1, feature);
                upsert.setObject(2, announced.day());
                upsert.setInt(3, announced.revision());
                upsert.setBoolean(4, announced.failed().contains(feature) && !announced.released());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    /** Those of some features that failed on their latest day, and that day. */
    static Map<String, LocalDate> failed(Connection connection, List<String> features) throws SQLException {
        Map<String, LocalDate> failed = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT feature, day FROM training.feature_verdict WHERE failed AND feature = ANY (?)")) {
            select.setArray(1, connection.createArrayOf("text", features.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    failed.put(row.getString("feature"), row.getObject("day", LocalDate.class));
                }
            }
        }
        return failed;
    }

    /** Why a run waits, for people. */
    static String reason(Map<String, LocalDate> failed) {
        return "what is served is not what the lake recomputes: "
                + failed.entrySet().stream()
                        .map(feature -> feature.getKey() + " on " + feature.getValue())
                        .collect(Collectors.joining(", "))
                + "; see the report, then repair it or release the day";
    }
}
