package io.tidemill.ingestion.eventfeeds;

/** A feed that runs until it is closed. */
public interface Feed extends AutoCloseable {
    /** How it is. */
    FeedStatus status();

    @Override
    void close();
}
