package io.tidemill.infra.launcher.demo;

/**
 * How much of something is done.
 *
 * @param done so far
 * @param total in the end, as far as is known now
 */
record Amount(long done, long total) {
    boolean complete() {
        return done >= total;
    }
}
