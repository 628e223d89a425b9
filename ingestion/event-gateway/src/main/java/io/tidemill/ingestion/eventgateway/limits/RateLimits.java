package io.tidemill.ingestion.eventgateway.limits;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The limits of all tenants.
 *
 * @param byDefault of a tenant that has none of its own; empty for no limit
 * @param byTenant of single tenants
 */
public record RateLimits(Optional<RateLimit> byDefault, Map<String, RateLimit> byTenant) {
    /** Nobody is limited. */
    public static final RateLimits NONE = new RateLimits(Optional.empty(), Map.of());

    private static final String PREFIX = "gateway.rate-limit";
    private static final String DEFAULT = "default";
    private static final String TENANT = "tenant.";
    private static final String BURST = "burst";
    private static final Duration DEFAULT_BURST = Duration.ofSeconds(2);
    private static final long MOST = 1_000_000_000;

    public RateLimits {
        Objects.requireNonNull(byDefault, "byDefault");
        byTenant = Map.copyOf(byTenant);
    }

    /**
     * Reads {@code gateway.rate-limit.default} and {@code gateway.rate-limit.tenant.NAME}, in events a second, and {@code
     * gateway.rate-limit.burst}, for how long a tenant that was silent may send twice as much (default PT2S).
     */
    public static RateLimits of(Configuration configuration) {
        Duration burst = configuration.duration(PREFIX + "." + BURST, DEFAULT_BURST);
        Optional<RateLimit> byDefault = Optional.empty();
        Map<String, RateLimit> byTenant = new HashMap<>();
        for (Map.Entry<String, String> setting : configuration.below(PREFIX).entrySet()) {
            String key = setting.getKey();
            if (key.equals(DEFAULT)) {
                byDefault = Optional.of(limit(key, setting.getValue(), burst));
            } else if (key.startsWith(TENANT)) {
                byTenant.put(key.substring(TENANT.length()), limit(key, setting.getValue(), burst));
            } else if (!key.equals(BURST)) {
                throw new ConfigurationException(
                        PREFIX + "." + key + ": expected " + DEFAULT + ", " + TENANT + "NAME or " + BURST);
            }
        }
        return new RateLimits(byDefault, byTenant);
    }

    /** The limit of a tenant. */
    public Optional<RateLimit> of(String tenant) {
        return Optional.ofNullable(byTenant.get(tenant)).or(() -> byDefault);
    }

    private static RateLimit limit(String key, String value, Duration burst) {
        try {
            long eventsPerSecond = Long.parseLong(value);
            if (eventsPerSecond >= 1 && eventsPerSecond <= MOST) {
                return new RateLimit(eventsPerSecond, Math.max(1, eventsPerSecond * burst.toMillis() / 1000));
            }
        } catch (NumberFormatException e) {
            // Said below, as of any other value that is none.
        }
        throw new ConfigurationException(
                PREFIX + "." + key + "=" + value + ": expected events a second, a whole number from 1 to " + MOST);
    }
}
