package io.tidemill.featurejobs.featurereading;

import io.tidemill.featurejobs.onlinestore.OnlineLookup;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import java.util.List;

/** Where rows come from. Safe for use by many threads. */
@FunctionalInterface
public interface RowSource {
    /**
     * One row per view of each lookup, in the same order.
     *
     * @throws io.tidemill.infra.httpserver.problems.ProblemException with status 503 if they cannot be had now
     */
    List<List<OnlineRow>> read(List<OnlineLookup> lookups);
}
