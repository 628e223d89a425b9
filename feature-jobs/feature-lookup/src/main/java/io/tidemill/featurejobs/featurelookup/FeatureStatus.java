package io.tidemill.featurejobs.featurelookup;

/** What is known of a feature of an entity; the names are Feast's. */
enum FeatureStatus {
    /** There is a value. */
    PRESENT,
    /** It was computed, and is null. */
    NULL_VALUE,
    /** Nothing was ever stored for this entity and feature. */
    NOT_FOUND,
    /** There is a value, older than the view allows. */
    OUTSIDE_MAX_AGE
}
