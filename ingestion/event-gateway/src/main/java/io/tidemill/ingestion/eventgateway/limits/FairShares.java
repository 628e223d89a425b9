package io.tidemill.ingestion.eventgateway.limits;

/**
 * What one tenant may keep waiting at once.
 *
 * @param threads that all tenants share
 * @param openRequests requests of one tenant that are not answered yet
 * @param openBytes bytes of their bodies
 */
public record FairShares(int threads, int openRequests, long openBytes) {
    public FairShares {
        if (threads < 1 || openRequests < 1 || openBytes < 1) {
            throw new IllegalArgumentException(
                    threads + " threads, " + openRequests + " requests, " + openBytes + " bytes: expected 1 or more");
        }
    }
}
