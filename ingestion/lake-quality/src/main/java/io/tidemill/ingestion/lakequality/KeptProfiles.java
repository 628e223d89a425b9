package io.tidemill.ingestion.lakequality;

import io.tidemill.ingestion.lakequality.measures.DayProfile;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The profiles in PostgreSQL, read through one transaction; what is kept is written when the judgement stands. */
final class KeptProfiles implements DayJudge.Profiles {
    private final String table;
    private final String version;
    private final NavigableMap<LocalDate, DayProfile> known;
    private final NavigableMap<LocalDate, DayProfile> added = new TreeMap<>();

    private KeptProfiles(String table, String version, NavigableMap<LocalDate, DayProfile> known) {
        this.table = table;
        this.version = version;
        this.known = known;
    }

    static KeptProfiles read(Connection connection, String table, String version, LocalDate day, int daysBack)
            throws SQLException {
        return new KeptProfiles(
                table,
                version,
                QualityStore.profiles(connection, table, version, day.minusDays(daysBack), day.minusDays(1)));
    }

    @Override
    public NavigableMap<LocalDate, DayProfile> between(LocalDate from, LocalDate before) {
        return known.subMap(from, true, before, false);
    }

    @Override
    public void keep(LocalDate day, DayProfile profile) {
        added.put(day, profile);
    }

    void write(Connection connection) throws SQLException {
        for (LocalDate day : added.keySet()) {
            DayProfile profile = added.get(day);
            if (profile != null) {
                QualityStore.keepProfile(connection, table, version, day, profile);
            }
        }
    }
}
