package io.tidemill.featurejobs.trainingsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSetsTest {
    private static final TableIdentifier ORDERS =
            TableIdentifier.of(Namespace.of(LakeTables.NAMESPACE), LakeTables.ofEvents("order.paid"));
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, LakeTables.EVENT_ID, Types.StringType.get()),
            Types.NestedField.required(2, LakeTables.EVENT_SOURCE, Types.StringType.get()),
            Types.NestedField.required(3, LakeTables.EVENT_SUBJECT, Types.StringType.get()),
            Types.NestedField.required(4, LakeTables.EVENT_TIME, Types.TimestampType.withZone()),
            Types.NestedField.required(5, "amount", Types.DecimalType.of(18, 4)),
            Types.NestedField.optional(6, "category", Types.StringType.get()));
    private static final String DEFINITIONS =
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                features:
                  - {name: count_30d, function: count, window: P30D}
                  - {name: amount_all, function: sum, column: amount}
                  - {name: recency, function: time_since_last}
                  - {name: category, function: last, column: category}
              - name: refunds
                entity: member
                source: order.refunded
                features: [{name: n, function: count}]
            """;

    private static TestPostgres postgres;
    private static FeatureDefinitions definitions;
    private static Path folder;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        postgres = TestPostgres.start();
        Files.writeString(Files.createDirectory(folder.resolve("features")).resolve("a.yaml"), DEFINITIONS);
        definitions = FeatureDefinitions.read(folder);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void aTrainingSetIsReadFromTheLakeAndCanBeMadeAgain() throws IOException {
        try (LakeCatalog lake = LakeCatalog.open(
                CatalogSettings.jdbc(postgres.jdbcUrl(), folder.resolve("a").toString()))) {
            // Given a lake of two commits
            Table table = newTable(lake);
            append(table, row("b", "1997-05-01T00:00:00Z", "10"), row("a", "1997-05-02T12:00:00.500Z", "2.5"));
            append(table, row("a", "1997-01-01T00:00:00Z", "1"), row("c", "1997-07-01T00:00:00Z", "7"));
            TrainingSets sets = new TrainingSets(lake.tables(), definitions);
            TrainingSetRequest request = request(Map.of());
            // When
            TrainingSet set = sets.make(request);
            // Then it holds all who ever ordered, as of the instant, and who did not order in the 60 days after it
            assertThat(set.rows()).extracting(EntityRow::entity).containsExactly("a", "b");
            assertThat(set.features(0)).containsExactly(1, 3.5, 12 * 3600 + 0.5);
            assertThat(set.features(1)).containsExactly(1, 10, 2 * 86400 + 0.5);
            assertThat(set.label(0)).isEqualTo(1);
            assertThat(set.label(1)).isEqualTo(1);
            assertThat(set.snapshotIds())
                    .isEqualTo(Map.of("order_paid", table.currentSnapshot().snapshotId()));

            // And when more is committed, before the instant and after it
            append(table, row("a", "1997-06-01T00:00:00Z", "100"), row("d", "1997-04-30T00:00:00Z", "5"));
            // Then the pinned one is the same, and a new one sees it
            TrainingSet again = sets.make(request(set.snapshotIds()));
            assertThat(again.rows()).isEqualTo(set.rows());
            assertThat(again.features(0)).isEqualTo(set.features(0));
            TrainingSet fresh = sets.make(request);
            assertThat(fresh.rows()).extracting(EntityRow::entity).containsExactly("a", "b", "d");
            assertThat(fresh.features(0)).isEqualTo(set.features(0));
            assertThat(fresh.label(0)).isEqualTo(0);
        }
    }

    @Test
    void rowsAskedForAreThereOnceInOrderAndWrittenAsCsv() throws IOException {
        try (LakeCatalog lake = LakeCatalog.open(
                CatalogSettings.jdbc(postgres.jdbcUrl(), folder.resolve("b").toString()))) {
            // Given
            Table table = newTable(lake);
            append(table, row("a", "1997-01-01T00:00:00Z", "1.25"));
            // When
            TrainingSet set = new TrainingSets(lake.tables(), definitions)
                    .make(new TrainingSetRequest(
                            List.of(
                                    FeatureReference.parse("orders:recency"),
                                    FeatureReference.parse("orders:amount_all")),
                            new EntityRows.Listed(List.of(
                                    entityRow("a", "1997-03-01T00:00:00Z"),
                                    entityRow("no,body", "1997-03-01T00:00:00Z"),
                                    entityRow("a", "1997-01-01T00:00:00Z"),
                                    entityRow("a", "1996-12-31T23:59:59.999Z"))),
                            Optional.empty(),
                            Map.of()));
            Path csv = folder.resolve("set.csv");
            set.writeCsv(csv);
            // Then
            assertThat(Files.readAllLines(csv))
                    .containsExactly(
                            "entity,as_of,orders:recency,orders:amount_all",
                            "a,1997-03-01T00:00:00Z,5097600.0,1.25",
                            "\"no,body\",1997-03-01T00:00:00Z,,0.0",
                            "a,1997-01-01T00:00:00Z,0.0,1.25",
                            "a,1996-12-31T23:59:59.999Z,,0.0");
        }
    }

    @Test
    void whatCannotBeMadeIsNamed() throws IOException {
        try (LakeCatalog lake = LakeCatalog.open(
                CatalogSettings.jdbc(postgres.jdbcUrl(), folder.resolve("c").toString()))) {
            newTable(lake);
            TrainingSets sets = new TrainingSets(lake.tables(), definitions);
            assertThatThrownBy(() -> sets.make(request("orders:nothing", Map.of())))
                    .isInstanceOf(InvalidTrainingSetException.class)
                    .hasMessage("feature orders:nothing is not defined in project shop");
            assertThatThrownBy(() -> sets.make(request("orders:category", Map.of())))
                    .hasMessage("feature orders:category is text, a training set expects numbers");
            assertThatThrownBy(() -> sets.make(request("orders:recency", Map.of("order_paid", 7L))))
                    .hasMessage("table order_paid has no snapshot 7 any more");
            assertThat(sets.make(request("orders:recency", Map.of())).snapshotIds())
                    .isEqualTo(Map.of("order_paid", TrainingSet.NO_SNAPSHOT));
            // A type of which nothing has come yet
            assertThat(sets.make(request("refunds:n", Map.of())).snapshotIds())
                    .containsEntry("order_refunded", TrainingSet.NO_SNAPSHOT);
        }
    }

    private static TrainingSetRequest request(Map<String, Long> snapshotIds) {
        return new TrainingSetRequest(
                List.of(
                        FeatureReference.parse("orders:count_30d"),
                        FeatureReference.parse("orders:amount_all"),
                        FeatureReference.parse("orders:recency")),
                new EntityRows.EverSeen("order.paid", Instant.parse("1997-05-03T00:00:00.5Z")),
                Optional.of(new NoEventWithin("order.paid", Duration.ofDays(60))),
                snapshotIds);
    }

    private static TrainingSetRequest request(String feature, Map<String, Long> snapshotIds) {
        return new TrainingSetRequest(
                List.of(FeatureReference.parse(feature)),
                new EntityRows.EverSeen("order.paid", Instant.parse("1997-05-03T00:00:00Z")),
                Optional.empty(),
                snapshotIds);
    }

    private static EntityRow entityRow(String entity, String asOf) {
        return new EntityRow(entity, Instant.parse(asOf));
    }

    private static Table newTable(LakeCatalog lake) {
        if (!lake.namespaces().namespaceExists(ORDERS.namespace())) {
            lake.namespaces().createNamespace(ORDERS.namespace());
        }
        lake.tables().dropTable(ORDERS);
        return lake.tables().createTable(ORDERS, SCHEMA, PartitionSpec.unpartitioned());
    }

    private static Record row(String member, String time, String amount) {
        Record row = GenericRecord.create(SCHEMA);
        row.setField(LakeTables.EVENT_ID, UUID.randomUUID().toString());
        row.setField(LakeTables.EVENT_SOURCE, "/test");
        row.setField(LakeTables.EVENT_SUBJECT, member);
        row.setField(LakeTables.EVENT_TIME, Instant.parse(time).atOffset(ZoneOffset.UTC));
        row.setField("amount", new BigDecimal(amount).setScale(4));
        row.setField("category", "cd");
        return row;
    }

    private static void append(Table table, Record... rows) throws IOException {
        String file = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
        DataWriter<Record> writer = new GenericAppenderFactory(SCHEMA)
                .newDataWriter(
                        EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(file)),
                        FileFormat.PARQUET,
                        null);
        try (writer) {
            for (Record row : rows) {
                writer.write(row);
            }
        }
        DataFile data = writer.toDataFile();
        table.newAppend().appendFile(data).commit();
    }
}
