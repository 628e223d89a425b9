package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.EventIdentity;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.common.TopicPartition;

/** Which events are rows of a table already. Files whose statistics say that they have none wanted are not read. */
final class CommittedRows {
    private CommittedRows() {}

    /**
     * Hands on the identity of each row that was read at or after some offsets.
     *
     * @param table as of its current snapshot
     * @param told what that snapshot tells; partitions that it does not name have no rows
     */
    static void from(Table table, Offsets told, Offsets from, Consumer<Tuple2<Long, Long>> identities) {
        Expression wanted = Expressions.alwaysFalse();
        for (Map.Entry<TopicPartition, Long> place : told.next().entrySet()) {
            TopicPartition partition = place.getKey();
            if (from.next(partition) < place.getValue()) {
                wanted = Expressions.or(
                        wanted,
                        Expressions.and(
                                Expressions.equal(LakeTables.KAFKA_TOPIC, partition.topic()),
                                Expressions.equal(LakeTables.KAFKA_PARTITION, partition.partition()),
                                Expressions.greaterThanOrEqual(LakeTables.KAFKA_OFFSET, from.next(partition))));
            }
        }
        if (wanted.op() != Expression.Operation.FALSE) {
            read(table, wanted, identities);
        }
    }

    /** Hands on the identity of each row that was taken in at some time or later. */
    static void since(Table table, Instant time, Consumer<Tuple2<Long, Long>> identities) {
        long micros = Math.multiplyExact(time.toEpochMilli(), 1000L);
        read(table, Expressions.greaterThanOrEqual(LakeTables.INGEST_TIME, micros), identities);
    }

    private static void read(Table table, Expression wanted, Consumer<Tuple2<Long, Long>> identities) {
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot == null) {
            return;
        }
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table)
                .useSnapshot(snapshot.snapshotId())
                .where(wanted)
                .select(LakeTables.EVENT_SOURCE, LakeTables.EVENT_ID)
                .build()) {
            for (Record row : rows) {
                identities.accept(EventIdentity.of(
                        (String) row.getField(LakeTables.EVENT_SOURCE), (String) row.getField(LakeTables.EVENT_ID)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read which events table " + table.name() + " has", e);
        }
    }
}
