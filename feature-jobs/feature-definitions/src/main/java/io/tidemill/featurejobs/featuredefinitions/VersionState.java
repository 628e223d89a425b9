package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.schemas.featurecatalogue.Cut;
import io.tidemill.schemas.featurecatalogue.Cuts;
import io.tidemill.schemas.featurecatalogue.Past;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How far a version has come. Each state says what the streaming job is told of it, and has a method for each state that
 * may follow. Whatever is killed meanwhile, a state is come to again from the one before it.
 */
sealed interface VersionState {
    /** What the job is told; empty of a version that is not computed. */
    default Optional<Past> past() {
        return Optional.empty();
    }

    /** What is waited for, in words; empty of a version that waits for nothing. */
    default Optional<String> waitsFor() {
        return Optional.empty();
    }

    /** It was there before the job began. */
    record Streamed() implements VersionState {
        @Override
        public Optional<Past> past() {
            return Optional.of(new Past.Streamed());
        }
    }

    /**
     * A checkpoint of the job has to know it. From then on no event is read without it.
     *
     * @param revision the catalogue that tells of it
     */
    record Arming(long revision) implements VersionState {
        @Override
        public Optional<Past> past() {
            return Optional.of(new Past.Awaited());
        }

        @Override
        public Optional<String> waitsFor() {
            return Optional.of("a checkpoint of the streaming job that knows the version");
        }

        Armed armed(Cuts ends) {
            return new Armed(ends);
        }
    }

    /**
     * The lake has to be as far as the topics were when the job knew it: all that the job read without it is there then.
     *
     * @param ends of the topic of each type that the version reads
     */
    record Armed(Cuts ends) implements VersionState {
        public Armed {
            Objects.requireNonNull(ends, "ends");
        }

        @Override
        public Optional<Past> past() {
            return Optional.of(new Past.Awaited());
        }

        @Override
        public Optional<String> waitsFor() {
            return Optional.of("the lake to be at offsets " + text(ends));
        }

        Filling filling(Map<String, Long> snapshots, Cuts cut, long revision) {
            return new Filling(snapshots, cut, revision);
        }

        private static String text(Cuts ends) {
            return ends.byType().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(end -> end.getValue().next() + " of " + end.getKey())
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * A checkpoint of the job has to know the cut, and then the states of these snapshots are written.
     *
     * @param snapshots by event type that of the lake's table; none of a type whose table has none
     * @param cut which records these snapshots have
     * @param revision the catalogue that tells of the cut
     */
    record Filling(Map<String, Long> snapshots, Cuts cut, long revision) implements VersionState {
        public Filling {
            snapshots = Map.copyOf(snapshots);
            Objects.requireNonNull(cut, "cut");
        }

        @Override
        public Optional<Past> past() {
            return Optional.of(new Past.Arriving(cut));
        }

        @Override
        public Optional<String> waitsFor() {
            return Optional.of("its past to be computed from the lake");
        }

        Written written(Cut ends) {
            return new Written(cut, ends);
        }

        Failed failed(String reason) {
            return new Failed(reason);
        }
    }

    /**
     * A checkpoint of the job has to have all that was written.
     *
     * @param ends of what was written
     */
    record Written(Cuts cut, Cut ends) implements VersionState {
        public Written {
            Objects.requireNonNull(cut, "cut");
            Objects.requireNonNull(ends, "ends");
        }

        @Override
        public Optional<Past> past() {
            return Optional.of(new Past.Arriving(cut));
        }

        @Override
        public Optional<String> waitsFor() {
            return Optional.of("a checkpoint of the streaming job that has the past of every entity");
        }

        Filled filled(long revision) {
            return new Filled(cut, revision);
        }
    }

    /**
     * A checkpoint of the job has to know that nothing is to come: with it the values of every entity are stored.
     *
     * @param revision the catalogue that tells so
     */
    record Filled(Cuts cut, long revision) implements VersionState {
        public Filled {
            Objects.requireNonNull(cut, "cut");
        }

        @Override
        public Optional<Past> past() {
            return Optional.of(new Past.Arrived(cut));
        }

        @Override
        public Optional<String> waitsFor() {
            return Optional.of("a checkpoint of the streaming job that has stored the values of every entity");
        }

        Ready ready() {
            return new Ready(cut);
        }
    }

    /** It has the values of all events. */
    record Ready(Cuts cut) implements VersionState {
        public Ready {
            Objects.requireNonNull(cut, "cut");
        }

        @Override
        public Optional<Past> past() {
            return Optional.of(new Past.Arrived(cut));
        }
    }

    /** Nobody wants it any more. */
    record Retired() implements VersionState {}

    /** It could not be filled; the next version begins anew. */
    record Failed(String reason) implements VersionState {
        public Failed {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
