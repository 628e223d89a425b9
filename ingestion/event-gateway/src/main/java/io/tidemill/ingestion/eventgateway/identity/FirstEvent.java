package io.tidemill.ingestion.eventgateway.identity;

import io.tidemill.schemas.contracts.EventContent;
import java.time.Instant;

/**
 * What is known of the first event under a key.
 *
 * @param content what it says
 * @param takenAt when Kafka had it, cut to the second
 */
public record FirstEvent(EventContent content, Instant takenAt) {}
