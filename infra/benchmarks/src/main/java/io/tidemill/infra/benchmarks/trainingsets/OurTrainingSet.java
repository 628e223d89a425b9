package io.tidemill.infra.benchmarks.trainingsets;

import io.tidemill.featurejobs.trainingsets.EntityRow;
import io.tidemill.featurejobs.trainingsets.EntityRows;
import io.tidemill.featurejobs.trainingsets.TrainingSet;
import io.tidemill.featurejobs.trainingsets.TrainingSetRequest;
import io.tidemill.featurejobs.trainingsets.TrainingSets;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** By {@link TrainingSets}, as {@code tidemill features training-set} and a training run do. */
final class OurTrainingSet implements Maker {
    private static final List<FeatureReference> FEATURES = Stream.of(
                    "count_all", "sum_all", "count_30d", "sum_30d", "avg_30d")
            .map(name -> new FeatureReference("orders", name))
            .toList();

    @Override
    public double[][] make(LakeCatalog lake, Shop shop, Timed timed) throws Exception {
        List<EntityRow> rows = shop.allQuestions()
                .map(question -> new EntityRow(question.member(), question.asOf()))
                .toList();
        TrainingSets sets = new TrainingSets(lake.tables(), definitions());
        List<double[]> values = new ArrayList<>();
        timed.run(() -> {
            TrainingSet set = sets.make(
                    new TrainingSetRequest(FEATURES, new EntityRows.Listed(rows), Optional.empty(), Map.of()));
            for (int row = 0; row < set.size(); row++) {
                values.add(set.features(row));
            }
        });
        return values.toArray(double[][]::new);
    }

    private static FeatureDefinitions definitions() throws IOException {
        Path folder = Files.createTempDirectory("tidemill-training-set");
        Files.writeString(
                Files.createDirectories(folder.resolve("features")).resolve("orders.yaml"),
                """
                project: benchmark
                entities: [{name: member, joinKey: member_id, valueType: string}]
                streamFeatureViews:
                  - name: orders
                    entity: member
                    source: order.paid
                    features:
                      - {name: count_all, function: count}
                      - {name: sum_all, function: sum, column: amount}
                      - {name: count_30d, function: count, window: P30D}
                      - {name: sum_30d, function: sum, column: amount, window: P30D}
                      - {name: avg_30d, function: avg, column: amount, window: P30D}
                """);
        return FeatureDefinitions.read(folder);
    }
}
