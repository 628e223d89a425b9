package io.tidemill.featurejobs.featurereading;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;

/** What is known of a feature of an entity; the names are Feast's. */
public enum FeatureStatus {
    /** There is a value. */
    PRESENT,
    /** It was computed, and is null. */
    NULL_VALUE,
    /** Nothing was ever stored for this entity and feature. */
    NOT_FOUND,
    /** There is a value, older than the view allows. */
    OUTSIDE_MAX_AGE;

    private final SerializableString json = new SerializedString(name());

    /** The name, as an answer has it for every value: encoded once. */
    public SerializableString json() {
        return json;
    }
}
