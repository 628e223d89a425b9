package io.tidemill.ingestion.lakeapi;

import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;

/** Rows of a source as the lake job writes them. */
record TestingRows(Table table) {
    /** Adds a file with a row for each time, which are of one day. */
    void add(String source, int topicPartition, Instant... times) throws IOException {
        table.newAppend().appendFile(write(source, topicPartition, times)).commit();
    }

    DataFile write(String source, int topicPartition, Instant... times) throws IOException {
        PartitionKey partition = new PartitionKey(table.spec(), table.schema());
        partition.partition(
                new InternalRecordWrapper(table.schema().asStruct()).wrap(row(source, topicPartition, times[0])));
        String name = table.locationProvider().newDataLocation(table.spec(), partition, UUID.randomUUID() + ".parquet");
        DataWriter<Record> writer = Parquet.writeData(
                        EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(name)))
                .schema(table.schema())
                .metricsConfig(MetricsConfig.forTable(table))
                .withSpec(table.spec())
                .withPartition(partition)
                .createWriterFunc(GenericParquetWriter::create)
                .build();
        try (writer) {
            for (Instant time : times) {
                writer.write(row(source, topicPartition, time));
            }
        }
        return writer.toDataFile();
    }

    private Record row(String source, int topicPartition, Instant time) {
        GenericRecord row = GenericRecord.create(table.schema());
        row.setField(LakeTables.EVENT_ID, UUID.randomUUID().toString());
        row.setField(LakeTables.EVENT_SOURCE, source);
        row.setField(LakeTables.EVENT_SUBJECT, "member");
        row.setField(LakeTables.EVENT_TIME, time.atOffset(ZoneOffset.UTC));
        row.setField(LakeTables.TENANT_ID, "default");
        row.setField(LakeTables.INGEST_TIME, time.atOffset(ZoneOffset.UTC));
        row.setField(LakeTables.KAFKA_TOPIC, "t");
        row.setField(LakeTables.KAFKA_PARTITION, topicPartition);
        row.setField(LakeTables.KAFKA_OFFSET, 0L);
        return row;
    }
}
