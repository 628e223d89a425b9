package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.featurejobs.featuredefinitions.Plan.Added;
import io.tidemill.featurejobs.featuredefinitions.Plan.Change;
import io.tidemill.featurejobs.featuredefinitions.Plan.Changed;
import io.tidemill.featurejobs.featuredefinitions.Plan.Described;
import io.tidemill.featurejobs.featuredefinitions.Plan.Gone;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Arming;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Retired;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Streamed;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Changes of what is stored; each is one revision, or none. */
final class DefinitionChanges {
    private final DefinitionStore store;
    private final Clock clock;

    DefinitionChanges(DefinitionStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Stores the first definitions, which the job begins with too; whether there were none. */
    boolean begin(FeatureDefinitions definitions, String by) throws SQLException {
        store.begin(Planner.shared(definitions));
        Instant now = now();
        return store.change(0, (connection, revision) -> {
            for (StreamFeatureView view : definitions.views()) {
                DefinitionStore.add(
                        connection,
                        new StoredVersion(definitions.version(view, 1), new Streamed(), true, by, now, now));
            }
        });
    }

    /** Applies a plan, unless something was changed since it was made; whether that was so. */
    boolean apply(Plan plan, String by) throws SQLException {
        Instant now = now();
        return store.change(plan.revision(), (connection, revision) -> {
            DefinitionStore.share(connection, Planner.shared(plan.definitions()));
            for (Change change : plan.changes()) {
                apply(connection, revision, change, by, now);
            }
        });
    }

    private static void apply(Connection connection, long revision, Change change, String by, Instant now)
            throws SQLException {
        if (change instanceof Added added) {
            add(connection, revision, added.version(), by, now);
        } else if (change instanceof Changed changed) {
            for (StoredVersion unfinished : changed.unfinished()) {
                DefinitionStore.move(connection, unfinished, new Retired(), now);
            }
            add(connection, revision, changed.version(), by, now);
        } else if (change instanceof Described described) {
            DefinitionStore.describe(connection, described.version());
        } else if (change instanceof Gone gone) {
            DefinitionStore.stopServing(connection, gone.view());
            for (StoredVersion version : gone.versions()) {
                DefinitionStore.move(connection, version, new Retired(), now);
            }
        }
    }

    private static void add(Connection connection, long revision, ViewVersion version, String by, Instant now)
            throws SQLException {
        DefinitionStore.add(connection, new StoredVersion(version, new Arming(revision), false, by, now, now));
    }

    /** Retires a version that does not serve, unless something was changed meanwhile; whether that was so. */
    boolean retire(Contents contents, StoredVersion version) throws SQLException {
        return store.change(
                contents.revision(),
                (connection, revision) -> DefinitionStore.move(connection, version, new Retired(), now()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
