package io.tidemill.featurejobs.featurelogic;

/**
 * Where an attribute is found and where it goes.
 *
 * @param kind the position of its event type among the view's
 * @param value its position among the values of such an event
 * @param column its position among the view's columns
 */
record AttributePlace(int kind, int value, int column) {}
