package io.tidemill.infra.systemtests.faults;

/**
 * How long the stack took to come back from a blow.
 *
 * @param blow what was done
 * @param atSeconds when, since the load began
 * @param servingAfterSeconds until every part served again
 * @param committingAfterSeconds until the lake had another snapshot
 */
record Recovery(Blow blow, double atSeconds, double servingAfterSeconds, double committingAfterSeconds) {}
