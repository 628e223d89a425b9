package io.tidemill.infra.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.featurejobs.trainingsets.EntityRow;
import io.tidemill.featurejobs.trainingsets.EntityRows;
import io.tidemill.featurejobs.trainingsets.TrainingSet;
import io.tidemill.featurejobs.trainingsets.TrainingSetRequest;
import io.tidemill.featurejobs.trainingsets.TrainingSets;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Compares training rows of random customers at random instants with the oracle. */
final class TrainingRows {
    private static final int CUSTOMERS = 500;
    private static final int INSTANTS = 20;
    private static final Instant FIRST = Stack.midnight("1997-01-01");
    private static final Instant LAST = Stack.midnight("1998-07-01");

    private TrainingRows() {}

    /** Every value that differs from the oracle's. */
    static List<String> differences(
            JsonNode status, FeatureDefinitions definitions, StreamFeatureView view, Purchases purchases, long seed) {
        List<EntityRow> rows = randomRows(purchases, new Random(seed));
        try (LakeCatalog lake = LakeCatalog.open(CatalogSettings.jdbc(
                status.at("/lake/catalogUri").asText(),
                status.at("/lake/warehouse").asText()))) {
            TrainingSet set = new TrainingSets(lake.tables(), definitions)
                    .make(new TrainingSetRequest(
                            view.references(), new EntityRows.Listed(rows), Optional.empty(), Map.of()));
            return differences(set, rows, view, purchases);
        }
    }

    private static List<String> differences(
            TrainingSet set, List<EntityRow> rows, StreamFeatureView view, Purchases purchases) {
        List<String> differences = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            EntityRow asked = rows.get(row);
            if (!set.rows().get(row).equals(asked)) {
                differences.add("row " + row + " is of " + set.rows().get(row) + ", asked for " + asked);
                continue;
            }
            for (int column = 0; column < view.features().size(); column++) {
                Feature feature = view.features().get(column);
                Object expected = WindowOracle.value(purchases.of(asked.entity()), feature, asked.asOf());
                double value = set.value(row, column);
                if (!WindowOracle.same(expected, Double.isNaN(value) ? null : value)) {
                    differences.add(asked + " " + feature.name() + ": " + value + ", by the words " + expected);
                }
            }
        }
        return differences;
    }

    private static List<EntityRow> randomRows(Purchases purchases, Random random) {
        List<String> customers = new ArrayList<>(purchases.customers());
        Collections.shuffle(customers, random);
        List<Instant> instants = random.longs(INSTANTS, FIRST.toEpochMilli(), LAST.toEpochMilli())
                .mapToObj(Instant::ofEpochMilli)
                .map(instant -> instant.truncatedTo(java.time.temporal.ChronoUnit.SECONDS))
                .toList();
        return customers.subList(0, CUSTOMERS).stream()
                .flatMap(customer -> instants.stream().map(instant -> new EntityRow(customer, instant)))
                .toList();
    }
}
