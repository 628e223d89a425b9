package io.tidemill.featurejobs.featurelog;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import java.util.Objects;

/**
 * How much of what is served is taken down.
 *
 * @param share of the entities of a day, from 0 (none) to 1 (all) ({@code features.log.share}, default 0)
 * @param waiting how many rows wait for Kafka at most; those beyond are dropped ({@code features.log.waiting}, default 10,000)
 * @param kafka where Kafka is ({@code kafka.bootstrap-servers}); empty where nothing is taken down and it is not configured
 */
public record FeatureLogSettings(double share, int waiting, String kafka) {
    private static final int DEFAULT_WAITING = 10_000;
    private static final int MOST_WAITING = 1_000_000;

    public FeatureLogSettings {
        Objects.requireNonNull(kafka, "kafka");
        if (!(share >= 0 && share <= 1)) {
            throw new ConfigurationException("features.log.share=" + share + ": expected a number from 0 to 1");
        }
        if (waiting < 1) {
            throw new IllegalArgumentException(waiting + " rows waiting: expected 1 or more");
        }
    }

    /**
     * From a configuration.
     *
     * @throws ConfigurationException naming the key whose value cannot be taken
     */
    public static FeatureLogSettings of(Configuration configuration) {
        double share = share(configuration.text("features.log.share", "0"));
        return new FeatureLogSettings(
                share,
                configuration.integer("features.log.waiting", 1, MOST_WAITING, DEFAULT_WAITING),
                share > 0
                        ? configuration.text("kafka.bootstrap-servers")
                        : configuration.text("kafka.bootstrap-servers", ""));
    }

    private static double share(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new ConfigurationException("features.log.share=" + text + ": expected a number from 0 to 1");
        }
    }
}
