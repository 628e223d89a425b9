package io.tidemill.featurejobs.onlinerebuild;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.trainingsets.LakeStates;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.featurecatalogue.ServingDefinitions;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Makes the online store anew from the lake, as a process of its own: {@code OnlineRebuild --config FILE [VIEW...]}.
 * Standard output is a {@link RebuildProgress} a line, as JSON.
 */
public final class OnlineRebuild {
    /** Exit code: all is written. */
    public static final int DONE = 0;

    /** Exit code: something failed that may go well another time; standard error tells. What was written stays. */
    public static final int FAILED = 1;

    /** Exit code: what was asked for cannot be done; standard error tells why. */
    public static final int INVALID = 2;

    private static final String DEFINITIONS = "definitions.folder";
    private static final long EVENTS_AT_ONCE = 2_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private OnlineRebuild() {}

    public static void main(String[] arguments) {
        PrintStream progress = System.out;
        // Libraries write to standard output as they like; the lines of progress stay alone there.
        System.setOut(System.err);
        List<String> words = List.of(arguments);
        if (words.size() < 2 || !words.get(0).equals("--config")) {
            System.err.println("usage: OnlineRebuild --config FILE [VIEW...]");
            System.exit(INVALID);
        }
        System.exit(run(Path.of(words.get(1)), words.subList(2, words.size()), progress));
    }

    private static int run(Path configuration, List<String> names, PrintStream out) {
        try {
            Properties properties = properties(configuration);
            FeatureDefinitions definitions =
                    ServingDefinitions.of(settings(properties), Path.of(properties.getProperty(DEFINITIONS, "")));
            List<StreamFeatureView> views = Rebuild.chosen(definitions, names);
            OnlineStoreConfig store = OnlineStoreConfig.from(properties).withProject(definitions.project());
            try (LakeCatalog lake = LakeCatalog.open(CatalogSettings.of(settings(properties)));
                    OnlineStoreWriter writer = OnlineStoreWriter.open(store)) {
                Rebuild rebuild = new Rebuild(
                        definitions, new LakeStates(lake.tables(), all(definitions, views)), writer, EVENTS_AT_ONCE);
                views.forEach(view -> rebuild.view(view, told -> out.println(line(told))));
            }
            return DONE;
        } catch (InvalidDefinitionsException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return INVALID;
        } catch (OnlineStoreException e) {
            System.err.println(e.getMessage() + "; run it again, what was written stays");
            return FAILED;
        } catch (IOException | RuntimeException e) {
            System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            return FAILED;
        }
    }

    /** Those that serve, by which the job's watermark goes, and versions that were asked for. */
    private static List<StreamFeatureView> all(FeatureDefinitions definitions, List<StreamFeatureView> asked) {
        List<StreamFeatureView> all = new ArrayList<>(definitions.views());
        all.addAll(asked);
        return all;
    }

    private static String line(RebuildProgress progress) {
        try {
            return JSON.writeValueAsString(progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        return properties;
    }

    private static Map<String, String> settings(Properties properties) {
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }
}
