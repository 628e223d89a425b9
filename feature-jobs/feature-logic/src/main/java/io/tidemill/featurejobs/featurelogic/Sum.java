package io.tidemill.featurejobs.featurelogic;

/** A summary of numbers that has their sum. */
interface Sum extends Summary {
    /** How many numbers, each by its sign. */
    long count();

    double sum();
}
