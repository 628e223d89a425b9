package io.tidemill.ingestion.eventgateway;

import io.tidemill.infra.httpserver.configuration.Configuration;
import java.time.Duration;
import java.util.Objects;

/**
 * How the gateway publishes.
 *
 * @param bootstrapServers Kafka's brokers ({@code kafka.bootstrap-servers})
 * @param acknowledgeTimeout how long Kafka has to acknowledge ({@code gateway.acknowledge-timeout}, default PT5S)
 * @param threads threads that read events ({@code gateway.threads}, default the number of processors)
 */
public record GatewaySettings(String bootstrapServers, Duration acknowledgeTimeout, int threads) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    public GatewaySettings {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        if (acknowledgeTimeout.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "acknowledgeTimeout " + acknowledgeTimeout + ": expected a tenth of a second or longer");
        }
    }

    /** The settings of a configuration. */
    public static GatewaySettings of(Configuration configuration) {
        return new GatewaySettings(
                configuration.text("kafka.bootstrap-servers"),
                configuration.duration("gateway.acknowledge-timeout", DEFAULT_TIMEOUT),
                configuration.integer(
                        "gateway.threads", 1, 1000, Runtime.getRuntime().availableProcessors()));
    }
}
