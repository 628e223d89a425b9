package io.tidemill.featurejobs.trainingsets;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/** What is to be foretold of an entity row: something of the entity's events after the row's instant, up to a horizon. */
public sealed interface Label extends Serializable permits NoEventWithin, WithinHorizon {
    /** The type of the events that are looked at. */
    String eventType();

    /** How long after the instant, the end included. */
    Duration horizon();

    /** The field of the events that is read, if one is. */
    Optional<String> field();
}
