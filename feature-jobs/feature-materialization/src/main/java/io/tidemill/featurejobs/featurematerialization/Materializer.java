package io.tidemill.featurejobs.featurematerialization;

import io.tidemill.featurejobs.featurematerialization.MaterializationStore.Place;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.trainingsets.tables.InvalidTableException;
import io.tidemill.featurejobs.trainingsets.tables.ViewTable;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Materializes views, and keeps what was done. Safe to share between threads and processes. */
public final class Materializer {
    private final CatalogSettings lake;
    private final OnlineStoreWriter online;
    private final MaterializationStore store;
    private final int entitiesAtOnce;
    private final Clock clock;

    /**
     * @param entitiesAtOnce how many entities may be in memory
     */
    Materializer(
            CatalogSettings lake,
            OnlineStoreWriter online,
            MaterializationStore store,
            int entitiesAtOnce,
            Clock clock) {
        this.lake = Objects.requireNonNull(lake, "lake");
        this.online = Objects.requireNonNull(online, "online");
        this.store = Objects.requireNonNull(store, "store");
        this.entitiesAtOnce = entitiesAtOnce;
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Somebody else materializes a view just now. */
    static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BusyException(String view) {
            super("view " + view + " is being materialized: ask again when that is done");
        }
    }

    /**
     * Materializes the views of a request one after another; what was written stays when one fails, and doing it again changes
     * nothing but what is new.
     *
     * @param by who asks for it
     * @param sent is told of rows that were sent to the store
     * @param progress is told now and then
     * @return for each view what was done
     * @throws InvalidTableException if a table is not as its view says; nothing is written then
     * @throws BusyException if somebody else materializes one of the views
     * @throws SQLException if what was done cannot be kept
     */
    List<MaterializationProgress> run(
            FeatureDefinitions definitions,
            MaterializationRequest request,
            String by,
            Consumer<List<FeatureRow>> sent,
            Consumer<MaterializationProgress> progress)
            throws SQLException {
        try (LakeCatalog catalog = LakeCatalog.open(lake)) {
            List<ViewTable> tables = new ArrayList<>();
            for (BatchFeatureView view : request.views()) {
                tables.add(ViewTable.now(catalog.tables(), view, definitions.entitiesOf(view)));
            }
            List<MaterializationProgress> done = new ArrayList<>();
            for (ViewTable table : tables) {
                String view = table.view().name();
                done.add(store.alone(view, () -> run(table, request, by, sent, progress))
                        .orElseThrow(() -> new BusyException(view)));
            }
            return done;
        }
    }

    private MaterializationProgress run(
            ViewTable table,
            MaterializationRequest request,
            String by,
            Consumer<List<FeatureRow>> sent,
            Consumer<MaterializationProgress> progress)
            throws SQLException {
        Instant began = now();
        String definition = definition(table);
        Optional<Instant> from = request.incremental() ? goesOn(table, definition, request.to()) : request.from();
        MaterializationProgress result =
                new ViewMaterialization(table, from, request.to(), online, sent, progress).run(entitiesAtOnce);
        boolean complete = request.incremental() || from.isEmpty();
        store.add(new MaterializationRun(result, definition, complete, by, began, now()));
        return result;
    }

    /** From when on rows may not be stored yet; empty for all. */
    private Optional<Instant> goesOn(ViewTable table, String definition, Instant to) throws SQLException {
        Optional<Place> last = store.last(table.view().name(), definition);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        return table.changedSince(last.get().snapshotId())
                .map(since -> earliest(earliest(since, last.get().end()), to));
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What the values of a view follow from: with another one all rows have to be read. */
    private static String definition(ViewTable table) {
        StringBuilder text =
                new StringBuilder(table.view().withoutDescriptions().toString());
        for (Entity entity : table.entities()) {
            text.append(' ').append(entity.joinKey()).append(' ').append(entity.valueType());
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
