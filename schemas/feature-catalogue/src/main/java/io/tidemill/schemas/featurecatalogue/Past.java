package io.tidemill.schemas.featurecatalogue;

import java.util.Objects;

/** Where a version of a view has the events from that came before it. */
public sealed interface Past {
    /** How {@link CatalogueJson} names it. */
    String name();

    /** From nowhere but the topics: the version was there when the job began to read. */
    record Streamed() implements Past {
        static final String NAME = "streamed";

        @Override
        public String name() {
            return NAME;
        }
    }

    /** It is not known yet: the job keeps the events that come until it is. */
    record Awaited() implements Past {
        static final String NAME = "awaited";

        @Override
        public String name() {
            return NAME;
        }
    }

    /**
     * From the lake up to a cut of each topic, entity by entity, as it comes.
     *
     * @param cuts the lake has what is before; the topics have the rest
     */
    record Arriving(Cuts cuts) implements Past {
        static final String NAME = "arriving";

        public Arriving {
            Objects.requireNonNull(cuts, "cuts");
        }

        @Override
        public String name() {
            return NAME;
        }
    }

    /**
     * From the lake up to a cut of each topic, and all of it has come: of an entity without, the lake has nothing.
     *
     * @param cuts the lake has what is before; the topics have the rest
     */
    record Arrived(Cuts cuts) implements Past {
        static final String NAME = "arrived";

        public Arrived {
            Objects.requireNonNull(cuts, "cuts");
        }

        @Override
        public String name() {
            return NAME;
        }
    }
}
