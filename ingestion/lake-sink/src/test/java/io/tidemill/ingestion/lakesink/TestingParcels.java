package io.tidemill.ingestion.lakesink;

import io.tidemill.schemas.contracts.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Events of a type that is not released, {@code parcel.sent}. */
final class TestingParcels {
    static final Instant SENT_AT = Instant.parse("2026-01-02T03:04:05Z");
    static final String FIELDS = "{\"name\":\"parcel\",\"type\":\"string\"},"
            + "{\"name\":\"sentAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},"
            + "{\"name\":\"grams\",\"type\":[\"null\",\"int\"],\"default\":null}";
    static final String CARRIER = ",{\"name\":\"carrier\",\"type\":[\"null\",\"string\"],\"default\":null}";

    private TestingParcels() {}

    /** A schema that says which fields are the event's attributes. */
    static String schema(String fields) {
        return "{\"type\":\"record\",\"name\":\"ParcelSent\",\"tidemill\":{\"id\":\"parcel\",\"subject\":\"parcel\","
                + "\"time\":\"sentAt\"},\"fields\":[" + fields + "]}";
    }

    /** Writes one as Confluent's serializer does: no headers, the value in its wire format. */
    static void produce(KafkaProducer<byte[], byte[]> producer, int id, String schema, Map<String, Object> values)
            throws Exception {
        GenericRecordBuilder data = new GenericRecordBuilder(new Schema.Parser().parse(schema));
        data.set("sentAt", SENT_AT.toEpochMilli());
        values.forEach(data::set);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        GenericData.Record record = data.build();
        new GenericDatumWriter<GenericData.Record>(record.getSchema()).write(record, encoder);
        producer.send(new ProducerRecord<>(Topics.ofEvents("parcel.sent").name(), out.toByteArray()))
                .get();
    }
}
