package io.tidemill.infra.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ModelChange;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

class FixturesTest {
    @Test
    void anEventComesBackFromTheBrokerAsItWasSent() throws Exception {
        Instant now = Instant.parse("2026-01-02T03:04:05.678Z");
        EventCodec codec = new EventCodec(ReleasedSchemas.load());
        ModelChange change = ModelChange.newBuilder()
                .setModelName("churn")
                .setVersion(3)
                .setArtifactUri("file:///a")
                .setArtifactSha256("00")
                .setChangedAt(now)
                .build();
        Event event = new Event("1", "/registry", EventTypes.MODEL_CHANGED, "churn", now, "shop-7", change);
        try (TestKafka kafka = TestKafka.start()) {
            // Given the topics as they are declared
            kafka.create(Topics.all());
            // When an event is sent
            try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
                producer.send(codec.encode(Topics.MODEL_CHANGES, null, event, now))
                        .get();
            }
            // Then it can be read back, data and all
            List<ConsumerRecord<byte[], byte[]>> records = kafka.committedRecords(Topics.MODEL_CHANGES.name());
            assertThat(records).hasSize(1);
            Event read = codec.decode(records.get(0).headers(), records.get(0).value());
            assertThat(read.id()).isEqualTo("1");
            assertThat(read.tenantId()).isEqualTo("shop-7");
            assertThat(EventCodec.as(ModelChange.class, read)).isEqualTo(change);
        }
    }

    @Test
    void postgresAnswers() throws Exception {
        try (TestPostgres postgres = TestPostgres.start();
                Connection connection = postgres.dataSource().getConnection();
                ResultSet rows = connection.createStatement().executeQuery("select 1")) {
            assertThat(rows.next()).isTrue();
        }
    }

    @Test
    void redisListens() throws Exception {
        try (TestRedis redis = TestRedis.start();
                java.net.Socket socket = new java.net.Socket("127.0.0.1", redis.port())) {
            socket.getOutputStream().write("PING\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readNBytes(5), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("+PONG");
        }
    }

    @Test
    void aFrozenRedisAnswersWhenItIsThawed() throws Exception {
        try (TestRedis redis = TestRedis.start();
                java.net.Socket socket = new java.net.Socket("127.0.0.1", redis.port())) {
            // Given one that is frozen
            redis.freeze();
            // When it is asked, then there is no answer
            socket.getOutputStream().write("PING\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            socket.setSoTimeout(100);
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(java.net.SocketTimeoutException.class);
            // And when it goes on, then there is
            redis.thaw();
            socket.setSoTimeout(10_000);
            assertThat(new String(socket.getInputStream().readNBytes(5), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("+PONG");
        }
    }
}
