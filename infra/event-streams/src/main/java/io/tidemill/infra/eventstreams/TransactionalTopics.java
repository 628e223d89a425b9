package io.tidemill.infra.eventstreams;

import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes topics exactly once: what a checkpoint holds is committed with it. */
public final class TransactionalTopics {
    /** Below the broker's maximum of 15 minutes; a job that is down for longer loses what it had not yet committed. */
    public static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(14);

    private TransactionalTopics() {}

    /**
     * A sink for records of any topic, visible to {@code read_committed} readers after the next checkpoint.
     *
     * @param job the job's name
     * @param uid of the sink within the job; with the job's name it fences off an earlier run
     */
    public static Sink<OutgoingRecord> sink(JobConfiguration configuration, String job, String uid) {
        return KafkaSink.<OutgoingRecord>builder()
                .setBootstrapServers(configuration.kafkaBootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix("tidemill." + job + "." + uid)
                .setProperty("transaction.timeout.ms", Long.toString(TRANSACTION_TIMEOUT.toMillis()))
                .setProperty("compression.type", "lz4")
                .setProperty("linger.ms", "5")
                .setRecordSerializer(new Writing())
                .build();
    }

    private static final class Writing implements KafkaRecordSerializationSchema<OutgoingRecord> {
        private static final long serialVersionUID = 1L;

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                OutgoingRecord outgoing, KafkaSinkContext context, Long timestamp) {
            return outgoing.toProducerRecord();
        }
    }
}
