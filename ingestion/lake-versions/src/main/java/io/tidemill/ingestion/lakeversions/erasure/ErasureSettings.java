package io.tidemill.ingestion.lakeversions.erasure;

import io.tidemill.infra.httpserver.configuration.Configuration;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How erasures are made.
 *
 * @param columns columns that name a person in any table, beside the subject ({@code lake.erasure.columns}, separated by
 *     commas; memberId)
 * @param settled how old a file that no snapshot has must be to be taken for a leftover ({@code lake.erasure.settled}; PT1H)
 * @param repeat how often a person who is kept out is erased again ({@code lake.erasure.repeat}; PT6H)
 * @param poll how often is looked for work ({@code lake.erasure.poll}; PT2S)
 */
public record ErasureSettings(Set<String> columns, Duration settled, Duration repeat, Duration poll) {
    public ErasureSettings {
        columns = Set.copyOf(columns);
    }

    /** Reads them from a configuration. */
    public static ErasureSettings of(Configuration configuration) {
        return new ErasureSettings(
                Arrays.stream(configuration
                                .text("lake.erasure.columns", "memberId")
                                .split(",", -1))
                        .map(String::strip)
                        .filter(column -> !column.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()),
                configuration.duration("lake.erasure.settled", Duration.ofHours(1)),
                configuration.duration("lake.erasure.repeat", Duration.ofHours(6)),
                configuration.duration("lake.erasure.poll", Duration.ofSeconds(2)));
    }
}
