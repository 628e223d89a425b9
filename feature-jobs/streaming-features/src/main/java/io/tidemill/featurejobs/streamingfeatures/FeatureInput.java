package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.infra.eventstreams.ImmutableTypeInformation;
import io.tidemill.infra.eventstreams.StreamedEvent;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** What becomes part of the state that one version of a view has of one entity. */
sealed interface FeatureInput {
    /** How Flink serialises it. */
    TypeInformation<FeatureInput> TYPE =
            new ImmutableTypeInformation<>(FeatureInput.class, new FeatureInputSerializer());

    /** The version and the entity. */
    EntityOfVersion of();

    /** An event that a version's source names. */
    record Happened(EntityOfVersion of, StreamedEvent event) implements FeatureInput {
        public Happened {
            Objects.requireNonNull(of, "of");
            Objects.requireNonNull(event, "event");
        }
    }

    /** What the lake has, as the bytes of a state. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    record Backfilled(EntityOfVersion of, byte[] state) implements FeatureInput {
        public Backfilled {
            Objects.requireNonNull(of, "of");
            Objects.requireNonNull(state, "state");
        }
    }
}
