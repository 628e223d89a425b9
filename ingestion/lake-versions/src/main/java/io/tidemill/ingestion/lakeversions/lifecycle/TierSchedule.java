package io.tidemill.ingestion.lakeversions.lifecycle;

import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.laketables.Lake;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the days of every table that has a policy, at an interval, by itself. */
public final class TierSchedule implements AutoCloseable {
    /** How large a cold file becomes. */
    public static final long TARGET_BYTES = 512L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(TierSchedule.class);

    private final CatalogSettings catalog;
    private final TierSettings settings;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread named = new Thread(work, "lake-tiers");
        named.setDaemon(true);
        return named;
    });

    private TierSchedule(CatalogSettings catalog, TierSettings settings, Clock clock) {
        this.catalog = catalog;
        this.settings = settings;
        this.clock = clock;
    }

    /** Starts; without a policy it does nothing. */
    public static TierSchedule start(CatalogSettings catalog, TierSettings settings, Clock clock) {
        TierSchedule schedule = new TierSchedule(catalog, settings, clock);
        if (!settings.isEmpty()) {
            long interval = settings.interval().toMillis();
            schedule.thread.scheduleWithFixedDelay(schedule::round, 0, interval, TimeUnit.MILLISECONDS);
        }
        return schedule;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void round() {
        try (Lake lake = Lake.open(catalog)) {
            for (String table : lake.tables()) {
                TierPolicy policy = settings.of(table);
                if (!policy.isEmpty()) {
                    Tiering tiering = new Tiering(settings.coldLocation().orElse(""), TARGET_BYTES, clock);
                    Tiering.Tiered done = tiering.tier(lake.table(table), table, policy);
                    LOG.atInfo()
                            .addKeyValue("table", table)
                            .addKeyValue("filesMoved", done.filesMoved())
                            .addKeyValue("rowsExpired", done.rowsExpired())
                            .log("looked at old days");
                }
            }
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("old days are looked at again later");
        }
    }
}
