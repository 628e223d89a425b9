package io.tidemill.ingestion.eventgateway.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds each tenant to its limit by a bucket of tokens, one an event. Whoever finds a token may take more than there are
 * and leave the bucket in debt, so that a batch is taken whole or not at all and the rate still holds in the long run.
 * Safe to share between threads.
 */
public final class TenantRates {
    private static final int TOO_MANY_REQUESTS = 429;

    private final RateLimits limits;
    private final TimeMeter time;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    public TenantRates(RateLimits limits, Clock clock) {
        this.limits = limits;
        this.time = new ClockTime(clock);
    }

    /**
     * Takes the token of a first event.
     *
     * @throws ProblemException with 429 naming the tenant and its limit, and when to come again, if there is none
     */
    public void admit(String tenant) {
        Optional<RateLimit> limit = limits.of(tenant);
        if (limit.isPresent()) {
            ConsumptionProbe probe = bucket(tenant, limit.get()).tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) {
                throw tooMany(tenant, limit.get(), Duration.ofNanos(probe.getNanosToWaitForRefill()));
            }
        }
    }

    /** Takes the tokens of further events that came with an admitted one, into debt if need be. */
    public void charge(String tenant, int furtherEvents) {
        if (furtherEvents > 0) {
            limits.of(tenant).ifPresent(limit -> bucket(tenant, limit).consumeIgnoringRateLimits(furtherEvents));
        }
    }

    /** Takes the token of one event more, and waits until there is one. */
    public void await(String tenant) throws InterruptedException {
        Optional<RateLimit> limit = limits.of(tenant);
        if (limit.isPresent()) {
            bucket(tenant, limit.get()).asBlocking().consume(1);
        }
    }

    private Bucket bucket(String tenant, RateLimit limit) {
        return buckets.computeIfAbsent(tenant, name -> Bucket.builder()
                .addLimit(bandwidth ->
                        bandwidth.capacity(limit.burst()).refillGreedy(limit.eventsPerSecond(), Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build());
    }

    private static ProblemException tooMany(String tenant, RateLimit limit, Duration wait) {
        Duration wholeSeconds = wait.plusMillis(999).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        return new ProblemException(
                        TOO_MANY_REQUESTS,
                        "Too many events",
                        "tenant " + tenant + " has sent more than its limit of " + limit.eventsPerSecond()
                                + " events a second; nothing of this request was taken")
                .withRetryAfter(wholeSeconds);
    }

    /** A clock as the buckets read it. */
    private record ClockTime(Clock clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            Instant now = clock.instant();
            return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
