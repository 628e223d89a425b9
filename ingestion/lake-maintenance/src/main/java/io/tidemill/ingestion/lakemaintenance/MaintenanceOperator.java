package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.infra.eventstreams.StreamedRecord;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.laketables.maintenance.Connections;
import io.tidemill.ingestion.laketables.maintenance.MaintenanceLog;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.PartitionCompleted;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes rounds on a thread of its own, so that checkpoints do not wait for a compaction. It keeps no state: what is to be
 * done follows from the tables, and a day whose completion was read just before a crash is compacted with the next that
 * completes or when it is asked for.
 */
final class MaintenanceOperator extends AbstractStreamOperator<StreamedRecord>
        implements OneInputStreamOperator<StreamedRecord, StreamedRecord> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceOperator.class);
    private static final long REQUEST_POLL_MILLIS = 500;
    private static final long PATIENCE_MILLIS = 30_000;

    private final MaintenanceSettings settings;
    private final Clock clock;
    private transient MaintenanceRounds.AnnouncedDays announced = new MaintenanceRounds.AnnouncedDays();
    private transient CountDownLatch closed = new CountDownLatch(1);
    private transient Thread thread = new Thread();

    MaintenanceOperator(MaintenanceSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void open() throws Exception {
        super.open();
        announced = new MaintenanceRounds.AnnouncedDays();
        closed = new CountDownLatch(1);
        thread = new Thread(this::work, "lake-maintenance");
        thread.setDaemon(true);
        thread.setContextClassLoader(getUserCodeClassloader());
        thread.start();
    }

    @Override
    public void processElement(StreamRecord<StreamedRecord> element) {
        if (element.getValue() instanceof StreamedEvent event && event.type().equals(EventTypes.PARTITION_COMPLETED)) {
            PartitionCompleted completed = EventCodec.as(PartitionCompleted.class, event.ownEvent());
            String table = completed.getTable();
            announced.add(
                    table.substring(table.lastIndexOf('.') + 1),
                    Math.toIntExact(completed.getPartition().toEpochDay()));
        }
    }

    @Override
    public void close() throws Exception {
        closed.countDown();
        thread.interrupt();
        thread.join(PATIENCE_MILLIS);
        super.close();
    }

    /** Begins anew after whatever failed as a whole, such as a database that is away. */
    private void work() {
        try {
            while (closed.getCount() > 0) {
                try (Lake lake = Lake.open(settings.catalog())) {
                    MaintenanceLog log = MaintenanceLog.open(Connections.of(settings.postgresUrl()));
                    DeclaredLayouts layouts = new DeclaredLayouts(settings.definitions());
                    makeRounds(new MaintenanceRounds(settings, lake, log, layouts, clock));
                } catch (SQLException | RuntimeException e) {
                    LOG.atWarn().setCause(e).log("maintenance begins anew");
                    pause(settings.interval().toMillis());
                }
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("maintenance stops");
        }
    }

    private void makeRounds(MaintenanceRounds rounds) throws SQLException, InterruptedException {
        Instant next = clock.instant();
        while (closed.getCount() > 0) {
            boolean asked = rounds.serveRequest();
            if (!clock.instant().isBefore(next)) {
                rounds.round(announced.take());
                next = clock.instant().plus(settings.interval());
            } else if (!asked) {
                pause(REQUEST_POLL_MILLIS);
            }
        }
    }

    private void pause(long millis) throws InterruptedException {
        boolean now = closed.await(millis, TimeUnit.MILLISECONDS);
        LOG.atTrace().addKeyValue("closed", now).log("pause ended");
    }
}
