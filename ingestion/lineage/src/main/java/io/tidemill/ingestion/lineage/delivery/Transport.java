package io.tidemill.ingestion.lineage.delivery;

import java.io.IOException;
import java.util.List;

/** Brings events somewhere. Used by one thread. */
public interface Transport extends AutoCloseable {
    /** Names it in the database: never rename one. */
    String name();

    /**
     * Brings events there, in their order.
     *
     * @param events one or more
     * @param length of a file: up to the last event that counts as delivered
     * @return what has been done with them
     * @throws IOException if the first of them cannot be brought now, but may be another time
     */
    Delivered deliver(List<Outbox.Waiting> events, long length) throws IOException, InterruptedException;

    @Override
    void close();

    /**
     * What has been done.
     *
     * @param events how many of the first events have been dealt with
     * @param refused how many of these the receiver will never take
     * @param length of a file: up to the last event that counts as delivered
     */
    record Delivered(int events, int refused, long length) {}
}
