package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.featurejobs.featureconsistency.report.DayReport;
import io.tidemill.featurejobs.featureconsistency.report.DaySummary;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares a day, complete or not, as a process of its own: {@code FeatureVerification --config FILE DAY [VIEW...]}. Standard output is
 * a {@link Progress} a line as JSON, and at the end an object of {@code summary} and {@code report}, and
 * {@code nothingCompared} where that is so. Nothing is kept.
 */
public final class FeatureVerification {
    /** Exit code: no feature has too many values that nothing explains. */
    public static final int DONE = 0;

    /** Exit code: something failed that may go well another time; standard error tells. */
    public static final int FAILED = 1;

    /** Exit code: what was asked for cannot be done; standard error tells why. */
    public static final int INVALID = 2;

    /** Exit code: some feature has too many values that nothing explains. */
    public static final int UNEXPLAINED = 3;

    /** Exit code: there was nothing that could be compared; the end of the output tells why. */
    public static final int NOTHING_COMPARED = 4;

    private FeatureVerification() {}

    public static void main(String[] arguments) {
        PrintStream out = System.out;
        // Libraries write to standard output as they like; what is told stays alone there.
        System.setOut(System.err);
        List<String> words = List.of(arguments);
        if (words.size() < 3 || !words.get(0).equals("--config")) {
            System.err.println("usage: FeatureVerification --config FILE DAY [VIEW...]");
            System.exit(INVALID);
        }
        System.exit(run(
                Path.of(words.get(1)),
                words.get(2),
                Set.copyOf(words.subList(3, words.size())),
                out,
                Clock.systemUTC()));
    }

    private static int run(Path file, String day, Set<String> views, PrintStream out, Clock clock) {
        try {
            DayReport report = report(Configuration.load(file), LocalDate.parse(day), views, out, clock);
            boolean good = report.failed().isEmpty();
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("summary", DaySummary.of(report, good ? "passed" : "failed", Optional.empty()));
            report.whyNothing().ifPresent(why -> told.put("nothingCompared", why));
            told.put("report", report);
            out.println(Json.MAPPER.writeValueAsString(told));
            return report.compared() == 0 ? NOTHING_COMPARED : good ? DONE : UNEXPLAINED;
        } catch (DateTimeException e) {
            System.err.println("'" + day + "': expected a day such as 2026-03-29");
            return INVALID;
        } catch (InvalidDefinitionsException | IllegalArgumentException | ConfigurationException e) {
            System.err.println(e.getMessage());
            return INVALID;
        } catch (IOException | RuntimeException e) {
            System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            return FAILED;
        }
    }

    private static DayReport report(
            Configuration configuration, LocalDate day, Set<String> views, PrintStream out, Clock clock)
            throws IOException {
        ConsistencySettings settings = ConsistencySettings.of(configuration);
        FeatureDefinitions definitions = settings.serving();
        requireDefined(definitions, views);
        try (LakeCatalog lake = LakeCatalog.open(settings.lake())) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            // What was served just now may be of events that the lake is about to have.
            Instant upTo = now.minus(settings.limits().inFlight());
            return new DayComparison(lake.tables(), definitions, settings.limits())
                    .compare(
                            new DayComparison.Request(day, 0, views, upTo, now),
                            List.of(),
                            progress -> out.println(line(progress)));
        }
    }

    private static void requireDefined(FeatureDefinitions definitions, Set<String> views) {
        Set<String> known = new TreeSet<>(
                definitions.views().stream().map(StreamFeatureView::name).toList());
        for (String view : views) {
            if (!known.contains(view)) {
                throw new IllegalArgumentException(
                        "no view is called '" + view + "', expected one of " + String.join(", ", known));
            }
        }
    }

    private static String line(Progress progress) {
        try {
            return Json.MAPPER.writeValueAsString(progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
