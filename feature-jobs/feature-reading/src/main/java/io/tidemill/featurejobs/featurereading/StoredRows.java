package io.tidemill.featurejobs.featurereading;

import io.tidemill.featurejobs.onlinestore.OnlineLookup;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Duration;
import java.util.List;

/** Rows as the store has them now: everything one request asks for in one round trip, while the store answers. */
public final class StoredRows implements RowSource {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final OnlineStoreReader reader;
    private final StoreCircuit circuit;

    /** Of a store, asked through a circuit. */
    public StoredRows(OnlineStoreReader reader, StoreCircuit circuit) {
        this.reader = reader;
        this.circuit = circuit;
    }

    @Override
    public List<List<OnlineRow>> read(List<OnlineLookup> lookups) {
        if (lookups.isEmpty()) {
            return List.of();
        }
        try {
            return circuit.call(() -> reader.read(lookups));
        } catch (OnlineStoreException e) {
            if (e.retryable()) {
                throw ProblemException.unavailable("the online store does not answer", RETRY_AFTER)
                        .withCause(e);
            }
            throw e;
        }
    }
}
