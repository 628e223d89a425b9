package io.tidemill.decisionengine.scoring;

/**
 * A model's answer.
 *
 * @param modelName which model
 * @param version which version of it gave this answer
 * @param value the probability of the model's label, from 0 to 1
 */
public record Score(String modelName, long version, double value) {}
