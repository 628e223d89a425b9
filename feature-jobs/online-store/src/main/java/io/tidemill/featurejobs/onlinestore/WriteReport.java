package io.tidemill.featurejobs.onlinestore;

/**
 * What became of the rows of one call.
 *
 * @param written rows now stored
 * @param skipped rows that the rule held back, because what is stored is newer
 */
public record WriteReport(int written, int skipped) {}
