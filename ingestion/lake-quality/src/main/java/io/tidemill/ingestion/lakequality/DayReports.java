package io.tidemill.ingestion.lakequality;

import io.tidemill.ingestion.lakequality.measures.DayProfile;
import io.tidemill.ingestion.lakequality.report.DayPage;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** Gathers what the page of a day shows. */
final class DayReports {
    private static final int DAYS = 28;
    private static final int MOST = 200;

    private final QualityStore store;

    DayReports(QualityStore store) {
        this.store = store;
    }

    /** The page of a day; nothing if it was never judged. */
    Optional<DayPage> of(Judged judged) throws SQLException {
        if (judged.evaluation().isEmpty()) {
            return Optional.empty();
        }
        Evaluation evaluation = judged.evaluation().get();
        LocalDate first = judged.day().minusDays(DAYS);
        NavigableMap<LocalDate, DayProfile> profiles = store.transactions()
                .run(connection -> QualityStore.profiles(
                        connection, judged.table(), evaluation.definitionVersion(), first, judged.day()));
        List<Judged> before = store.list(Optional.of(judged.table()), first, judged.day(), MOST);
        return Optional.of(new DayPage(judged, evaluation, before, profiles));
    }
}
