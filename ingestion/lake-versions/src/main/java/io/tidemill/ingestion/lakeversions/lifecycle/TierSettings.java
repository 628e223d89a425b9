package io.tidemill.ingestion.lakeversions.lifecycle;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The life of each table's days, by the keys below {@code lake.tiers.}: {@code cold-location}, {@code interval} (PT1H), and
 * for each table {@code TABLE.cold-after-days} and {@code TABLE.expire-after-days}; the table {@code default} stands for all
 * that have neither.
 */
public final class TierSettings {
    private static final String PREFIX = "lake.tiers";
    private static final String DEFAULT = "default";
    private static final int MOST_DAYS = 36_500;

    private final Configuration configuration;
    private final Optional<String> coldLocation;
    private final Duration interval;

    private TierSettings(Configuration configuration) {
        this.configuration = configuration;
        this.coldLocation =
                configuration.optionalText(PREFIX + ".cold-location").map(TierSettings::withoutSlash);
        this.interval = configuration.duration(PREFIX + ".interval", Duration.ofHours(1));
        Map<String, String> keys = configuration.below(PREFIX);
        for (String key : keys.keySet()) {
            int dot = key.indexOf('.');
            if (dot > 0 && of(key.substring(0, dot)).coldAfterDays().isPresent() && coldLocation.isEmpty()) {
                throw new ConfigurationException(
                        PREFIX + ".cold-location is not set: expected a folder or URI, for " + key + " is");
            }
        }
    }

    /**
     * Reads them.
     *
     * @throws ConfigurationException if a value cannot be taken
     */
    public static TierSettings of(Configuration configuration) {
        return new TierSettings(configuration);
    }

    /** Where cold files lie, each table's below its name. */
    public Optional<String> coldLocation() {
        return coldLocation;
    }

    /** How often days are looked at. */
    public Duration interval() {
        return interval;
    }

    /** Whether any table has a policy. */
    public boolean isEmpty() {
        return configuration.below(PREFIX).keySet().stream().noneMatch(key -> key.contains("."));
    }

    /** What holds for a table. */
    public TierPolicy of(String table) {
        TierPolicy own = policy(table);
        return own.isEmpty() ? policy(DEFAULT) : own;
    }

    private TierPolicy policy(String table) {
        try {
            return new TierPolicy(
                    days(PREFIX + "." + table + ".cold-after-days"), days(PREFIX + "." + table + ".expire-after-days"));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(PREFIX + "." + table + ": " + e.getMessage());
        }
    }

    private OptionalInt days(String key) {
        return configuration.optionalText(key).isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(configuration.integer(key, 1, MOST_DAYS));
    }

    private static String withoutSlash(String location) {
        return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
    }
}
