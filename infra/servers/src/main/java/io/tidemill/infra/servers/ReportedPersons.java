package io.tidemill.infra.servers;

import io.tidemill.featurejobs.featureconsistency.ReportedEntities;
import io.tidemill.ingestion.lakeversions.erasure.Person;
import io.tidemill.ingestion.lakeversions.erasure.PersonalStore;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** The examples of reports on what was served, which name persons and their values. */
final class ReportedPersons implements PersonalStore {
    private static final String NAME = "feature-consistency-reports";

    private final ReportedEntities reported;

    ReportedPersons(ReportedEntities reported) {
        this.reported = Objects.requireNonNull(reported, "reported");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Erased erase(Person person) throws SQLException {
        int removed = reported.forget(person.subject());
        boolean left = reported.naming(person.subject()) > 0;
        return new Erased(removed, reported.reports(), left ? List.of(NAME) : List.of(), List.of());
    }
}
