package io.tidemill.ingestion.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class EventIntakeTest {
    private static final Instant NOW = Instant.parse("2026-03-03T12:00:00Z");
    private static final ReleasedSchemas SCHEMAS = ReleasedSchemas.load();
    private static final Caller CALLER = new Caller("feed", "default", Set.of(Role.PRODUCER));
    private static final String SHARED =
            """
            {"specversion":"1.0","id":"s-1","source":"/feed","type":"content.shared","subject":"m-1",
             "time":"2026-03-03T11:59:00Z","tenantid":"TENANT","data":DATA}""";

    private final EventIntake intake = new EventIntake(SCHEMAS, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void makesTheRecordThatTheGatewayWouldMake() throws Exception {
        // When
        Event event = intake.read(shared("default", "{\"memberId\":\"m-1\",\"contentId\":\"c-1\"}"), CALLER);
        ProducerRecord<byte[], byte[]> made = intake.record(event);

        // Then
        assertThat(made.topic()).isEqualTo("tidemill.events.content.shared");
        assertThat(made.timestamp()).isEqualTo(NOW.toEpochMilli());
        assertThat(new EventCodec(SCHEMAS).decode(made.headers(), made.value())).hasToString(event.toString());
    }

    @Test
    void refusesWhatTheGatewayRefuses() throws Exception {
        // Given
        JsonNode incomplete = shared("default", "{\"memberId\":\"m-1\"}");
        JsonNode foreign = shared("other", "{\"memberId\":\"m-1\",\"contentId\":\"c-1\"}");

        // When, Then
        assertThatThrownBy(() -> intake.read(incomplete, CALLER))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.field())
                        .contains("data.contentId"));
        assertThatThrownBy(() -> intake.read(foreign, CALLER))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.status())
                        .isEqualTo(403));
    }

    @Test
    void refusesWhatNoTopicTakes() throws Exception {
        // Given
        String tooLong = "x".repeat(1 << 20);
        Event event =
                intake.read(shared("default", "{\"memberId\":\"m-1\",\"contentId\":\"" + tooLong + "\"}"), CALLER);

        // When, Then
        assertThatThrownBy(() -> intake.record(event))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.status())
                        .isEqualTo(413));
    }

    @Test
    void knowsTheTypeOfStoredObjects() {
        assertThat(EventTypes.business()).contains(EventTypes.OBJECT_STORED);
    }

    private static JsonNode shared(String tenant, String data) throws Exception {
        return new JsonMapper().readTree(SHARED.replace("TENANT", tenant).replace("DATA", data));
    }
}
