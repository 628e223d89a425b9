package io.tidemill.ingestion.eventgateway;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.ingestion.eventgateway.limits.FairShares;
import io.tidemill.ingestion.eventgateway.limits.RateLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How the gateway takes events and publishes them.
 *
 * @param bootstrapServers Kafka's brokers ({@code kafka.bootstrap-servers})
 * @param acknowledgeTimeout how long Kafka has to acknowledge ({@code gateway.acknowledge-timeout}, default PT5S)
 * @param shares threads that read events ({@code gateway.threads}, default the number of processors), and what one tenant
 *     may have waiting at once: requests ({@code gateway.tenant-requests}, default 1000) and MiB of their bodies ({@code
 *     gateway.tenant-mebibytes}, default 32)
 * @param rateLimits see {@link RateLimits#of}
 * @param uploads uploads at once ({@code gateway.uploads}, default 16); of one tenant a quarter of them
 * @param rememberedEvents how many acknowledged events are known again ({@code gateway.remembered-events}, default a
 *     million, which take 40 MB)
 * @param oldest how far back an event's time may lie ({@code gateway.oldest}, a duration; by default as far as it likes)
 * @param personalDataKey the file of the key that personal data is hashed with ({@code pii.key-file}); needed where a
 *     schema asks for a hash
 */
public record GatewaySettings(
        String bootstrapServers,
        Duration acknowledgeTimeout,
        FairShares shares,
        RateLimits rateLimits,
        int uploads,
        int rememberedEvents,
        Optional<Duration> oldest,
        Optional<Path> personalDataKey) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final int DEFAULT_REQUESTS = 1000;
    private static final int DEFAULT_MEBIBYTES = 32;
    private static final int DEFAULT_UPLOADS = 16;
    private static final int DEFAULT_REMEMBERED = 1_000_000;
    private static final int MOST_REMEMBERED = 100_000_000;

    public GatewaySettings {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        Objects.requireNonNull(shares, "shares");
        Objects.requireNonNull(rateLimits, "rateLimits");
        Objects.requireNonNull(oldest, "oldest");
        Objects.requireNonNull(personalDataKey, "personalDataKey");
        if (acknowledgeTimeout.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "acknowledgeTimeout " + acknowledgeTimeout + ": expected a tenth of a second or longer");
        }
    }

    /** The settings of a configuration. */
    public static GatewaySettings of(Configuration configuration) {
        int threads = configuration.integer(
                "gateway.threads", 1, 1000, Runtime.getRuntime().availableProcessors());
        int requests = configuration.integer("gateway.tenant-requests", 1, 1_000_000, DEFAULT_REQUESTS);
        int mebibytes = configuration.integer("gateway.tenant-mebibytes", 1, 100_000, DEFAULT_MEBIBYTES);
        return new GatewaySettings(
                configuration.text("kafka.bootstrap-servers"),
                configuration.duration("gateway.acknowledge-timeout", DEFAULT_TIMEOUT),
                new FairShares(threads, requests, (long) mebibytes << 20),
                RateLimits.of(configuration),
                configuration.integer("gateway.uploads", 1, 1000, DEFAULT_UPLOADS),
                configuration.integer("gateway.remembered-events", 1, MOST_REMEMBERED, DEFAULT_REMEMBERED),
                configuration.optionalText("gateway.oldest").map(set -> configuration.duration("gateway.oldest")),
                configuration.optionalPath("pii.key-file"));
    }
}
