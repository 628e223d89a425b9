package io.tidemill.featurejobs.featurematerialization;

import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.trainingsets.files.Instants;
import io.tidemill.featurejobs.trainingsets.tables.InvalidTableException;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.schemas.featurecatalogue.ServingDefinitions;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Materializes views as a process of its own: {@code MaterializeViews --config FILE [--from TIME] [--to TIME] [--incremental]
 * [VIEW...]}. Standard output is a {@link MaterializationProgress} a line, as JSON.
 */
public final class MaterializeViews {
    /** Exit code: all is written. */
    public static final int DONE = 0;

    /** Exit code: something failed that may go well another time; standard error tells. What was written stays. */
    public static final int FAILED = 1;

    /** Exit code: what was asked for cannot be done; standard error tells why. */
    public static final int INVALID = 2;

    private MaterializeViews() {}

    public static void main(String[] arguments) {
        PrintStream progress = System.out;
        // Libraries write to standard output as they like; the lines of progress stay alone there.
        System.setOut(System.err);
        List<String> words = List.of(arguments);
        if (words.size() < 2 || !words.get(0).equals("--config")) {
            System.err.println(
                    "usage: MaterializeViews --config FILE [--from TIME] [--to TIME] [--incremental] [VIEW...]");
            System.exit(INVALID);
        }
        System.exit(run(Path.of(words.get(1)), words.subList(2, words.size()), progress, Clock.systemUTC()));
    }

    /** What the words after the configuration say. */
    private record Words(List<String> views, Optional<Instant> from, Optional<Instant> to, boolean incremental) {
        static Words of(List<String> words) {
            List<String> views = new ArrayList<>();
            Optional<Instant> from = Optional.empty();
            Optional<Instant> to = Optional.empty();
            boolean incremental = false;
            for (int i = 0; i < words.size(); i++) {
                switch (words.get(i)) {
                    case "--from" -> from = Optional.of(time(words, ++i));
                    case "--to" -> to = Optional.of(time(words, ++i));
                    case "--incremental" -> incremental = true;
                    default -> views.add(words.get(i));
                }
            }
            return new Words(views, from, to, incremental);
        }

        private static Instant time(List<String> words, int at) {
            String text = at < words.size() ? words.get(at) : "";
            return Instants.read(text)
                    .orElseThrow(() -> new IllegalArgumentException(words.get(at - 1) + " '" + text
                            + "' is no time: expected one such as 2026-01-02T03:04:05Z, or a day"));
        }
    }

    static int run(Path file, List<String> words, PrintStream out, Clock clock) {
        try {
            Configuration configuration = Configuration.load(file);
            Words asked = Words.of(words);
            FeatureDefinitions definitions =
                    ServingDefinitions.of(configuration.all(), configuration.path("definitions.folder"));
            MaterializationRequest request = MaterializationRequest.of(
                    definitions, asked.views(), asked.from(), asked.to(), asked.incremental(), clock.instant());
            Properties properties = new Properties();
            properties.putAll(configuration.all());
            OnlineStoreConfig online = OnlineStoreConfig.from(properties).withProject(definitions.project());
            try (PostgresPool postgres = PostgresPool.open(configuration);
                    OnlineStoreWriter writer = OnlineStoreWriter.open(online)) {
                new Materializer(
                                CatalogSettings.of(configuration.all()),
                                writer,
                                MaterializationStore.open(postgres.dataSource()),
                                MaterializationSettings.of(configuration).entities(),
                                clock)
                        .run(
                                definitions,
                                request,
                                System.getProperty("user.name", "tidemill"),
                                sent -> {},
                                progress -> out.println(line(progress)));
            }
            return DONE;
        } catch (InvalidDefinitionsException
                | InvalidMaterializationException
                | InvalidTableException
                | ConfigurationException
                | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return INVALID;
        } catch (OnlineStoreException e) {
            System.err.println(e.getMessage() + "; run it again, what was written stays");
            return FAILED;
        } catch (IOException | SQLException | RuntimeException e) {
            System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            return FAILED;
        }
    }

    private static String line(MaterializationProgress progress) {
        try {
            return Json.MAPPER.writeValueAsString(progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
