package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.util.List;
import java.util.stream.Stream;

/**
 * What applying definitions would do.
 *
 * @param revision of what is stored, for which the plan holds
 * @param definitions what is to be
 * @param changes of each view one, in the order of the definitions, then those that go
 * @param tables what becomes of views of tables
 * @param sharedChanged whether entities, services, or views that have no versions are others
 * @param broken who names a feature that would go away, or was trained on a version that would
 */
record Plan(
        long revision,
        FeatureDefinitions definitions,
        List<Change> changes,
        List<TableChange> tables,
        boolean sharedChanged,
        List<String> broken) {
    Plan {
        changes = List.copyOf(changes);
        tables = List.copyOf(tables);
        broken = List.copyOf(broken);
    }

    /** The versions that are made, whose past comes from the lake. */
    List<ViewVersion> made() {
        return changes.stream()
                .flatMap(change -> change instanceof Added added
                        ? Stream.of(added.version())
                        : change instanceof Changed changed ? Stream.of(changed.version()) : Stream.empty())
                .toList();
    }

    /** The versions that get another document, and compute what they did. */
    List<ViewVersion> described() {
        return changes.stream()
                .flatMap(change ->
                        change instanceof Described described ? Stream.of(described.version()) : Stream.empty())
                .toList();
    }

    /** What becomes of a view. */
    sealed interface Change {
        /** The view's name. */
        String view();
    }

    /** It is new; its past comes from the lake. */
    record Added(ViewVersion version) implements Change {
        @Override
        public String view() {
            return version.view().name();
        }
    }

    /**
     * It computes something else: a new version, whose past comes from the lake while the old one serves.
     *
     * @param from the number of the version it follows
     * @param differences in words
     * @param uses which models and rules use it, and what becomes of that, in words
     * @param unfinished versions that never came to serve, and are not wanted any more
     */
    record Changed(
            ViewVersion version, int from, List<String> differences, List<String> uses, List<StoredVersion> unfinished)
            implements Change {
        public Changed {
            uses = List.copyOf(uses);
            unfinished = List.copyOf(unfinished);
            differences = List.copyOf(differences);
        }

        @Override
        public String view() {
            return version.view().name();
        }
    }

    /** Only what is for people and readers has changed: the version stays. */
    record Described(ViewVersion version, List<String> differences) implements Change {
        public Described {
            differences = List.copyOf(differences);
        }

        @Override
        public String view() {
            return version.view().name();
        }
    }

    /** It is as it was. */
    record Unchanged(String view, int number) implements Change {}

    /** It is defined no more, and all its versions go. */
    record Gone(String view, List<StoredVersion> versions) implements Change {
        public Gone {
            versions = List.copyOf(versions);
        }
    }

    /** Whether nothing would be changed. */
    boolean isEmpty() {
        return !sharedChanged && changes.stream().allMatch(Unchanged.class::isInstance);
    }
}
