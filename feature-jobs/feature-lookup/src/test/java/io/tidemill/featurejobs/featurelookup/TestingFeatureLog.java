package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.featurelog.FeatureLog;
import io.tidemill.featurejobs.featurelog.ServedRow;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is handed out of everybody but one. */
final class TestingFeatureLog implements FeatureLog {
    /** Of whom nothing is wanted. */
    static final EntityKey UNWANTED = EntityKey.of("member_id", "unwanted");

    private final List<ServedRow> rows = new CopyOnWriteArrayList<>();

    @Override
    public boolean wants(EntityKey entity, Instant servedAt) {
        return !entity.equals(UNWANTED);
    }

    @Override
    public void add(ServedRow row) {
        rows.add(row);
    }

    @Override
    public void close() {
        rows.clear();
    }

    /** What was added since this was asked last. */
    List<ServedRow> taken() {
        List<ServedRow> taken = new ArrayList<>(rows);
        rows.clear();
        return taken;
    }
}
