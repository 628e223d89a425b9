package io.tidemill.schemas.featureviews;

import java.util.Optional;

/** A feature whose values are in the online store, whoever put them there. */
public sealed interface StoredFeature permits Feature, StoredField, BatchField {
    /** Unique within the view. */
    String name();

    /** The type of its value. */
    ValueType valueType();

    /** For people. */
    String description();

    /** With how much care its values are to be handled. */
    Sensitivity sensitivity();

    /** What is answered where nothing, or a null, is stored: a {@link Long}, {@link Double} or {@link String}. */
    Optional<Object> fallback();

    /** Whether the value stored is an instant, and whoever asks gets the seconds from it to the instant of asking. */
    boolean isElapsedTime();
}
