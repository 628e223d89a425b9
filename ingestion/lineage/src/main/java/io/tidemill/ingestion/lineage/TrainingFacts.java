package io.tidemill.ingestion.lineage;

import io.tidemill.ingestion.lineage.graph.ModelFacts;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** What those who train know; asked each time. */
public interface TrainingFacts {
    /** The models that are defined. */
    List<ModelFacts> models() throws IOException;

    /** Every version of a registered model, the newest first; none of one that is not registered. */
    List<TrainedVersion> versions(String model) throws SQLException;

    /** The names of the registered models. */
    List<String> registered() throws SQLException;

    /** The newest training runs, the newest first. */
    List<ObservedRun> runs(int limit) throws SQLException;
}
