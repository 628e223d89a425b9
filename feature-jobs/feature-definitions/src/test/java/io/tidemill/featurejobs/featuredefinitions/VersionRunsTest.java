package io.tidemill.featurejobs.featuredefinitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.featurejobs.featuredefinitions.VersionState.Filling;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.featurecatalogue.CatalogueTopic;
import io.tidemill.schemas.featurecatalogue.Cuts;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionRunsTest {
    private static final String VIEW =
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - {name: orders, entity: member, source: order.paid, features: [{name: n, function: count, window: P1D}]}
            """;

    @Test
    void aVersionWhoseSnapshotIsGoneFailsAndTheJobIsToldSo(@TempDir Path folder) throws Exception {
        try (TestKafka kafka = TestKafka.start();
                TestPostgres postgres = TestPostgres.start();
                KafkaProducer<byte[], byte[]> producer = kafka.producer();
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                JobProgress job = new JobProgress(kafka.bootstrapServers())) {
            // Given a new version that is to be filled from a snapshot which the lake does not have, and was published
            // so
            kafka.create(List.of(Topics.FEATURE_DEFINITIONS, Topics.FEATURE_BACKFILL));
            Clock clock = Clock.systemUTC();
            DefinitionStore store = DefinitionStore.open(postgres.dataSource());
            DefinitionChanges changes = new DefinitionChanges(store, clock);
            changes.begin(FeatureDefinitions.parse("shop.yaml", VIEW), "tester");
            FeatureDefinitions longer = FeatureDefinitions.parse("shop.yaml", VIEW.replace("P1D", "P2D"));
            changes.apply(Planner.plan(store.read().orElseThrow(), longer, FeatureDependents.none()), "tester");
            Contents armed = store.read().orElseThrow();
            store.move(armed, armed.of("orders").get(1), revision -> filling(revision), Instant.EPOCH);
            CatalogSettings lake = CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString());
            VersionRuns runs = new VersionRuns(store, job, new PastFromLake(lake, producer, clock), producer, clock);
            runs.advance();
            assertThat(published(kafka)).containsExactly("orders@v1", "orders@v2");
            // When a checkpoint of the job has it
            admin.alterConsumerGroupOffsets(
                            CatalogueTopic.DEFINITIONS_GROUP,
                            Map.of(new TopicPartition(Topics.FEATURE_DEFINITIONS.name(), 0), new OffsetAndMetadata(1)))
                    .all()
                    .get();
            runs.advance();
            runs.advance();
            // Then the version has failed, and what is published is without it
            VersionState state = store.read().orElseThrow().of("orders").get(1).state();
            assertThat(state).isInstanceOfSatisfying(VersionState.Failed.class, failed -> assertThat(failed.reason())
                    .contains("no snapshot 99"));
            await().untilAsserted(() -> assertThat(published(kafka)).containsExactly("orders@v1"));
        }
    }

    private static VersionState filling(long revision) {
        return new Filling(Map.of("order.paid", 99L), Cuts.BEGINNING, revision);
    }

    private static List<String> published(TestKafka kafka) {
        FeatureCatalogue newest =
                CatalogueTopic.newest(kafka.bootstrapServers()).orElseThrow();
        return newest.entries().stream().map(entry -> entry.version().id()).toList();
    }
}
