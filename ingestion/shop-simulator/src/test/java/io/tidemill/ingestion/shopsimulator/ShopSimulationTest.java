package io.tidemill.ingestion.shopsimulator;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemill.ingestion.eventgateway.conversion.RecordConverter;
import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShopSimulationTest {
    private static final SimulationSettings SETTINGS =
            SimulationSettings.demo().withMembers(300).withDuplicateShare(0);

    @Test
    void givesTheSameEventsForTheSameSeed() {
        // Given
        SimulationSettings settings = SETTINGS.withDays(20).withDuplicateShare(0.01);

        // When
        List<CloudEventJson> events = events(settings);

        // Then
        assertThat(events(settings)).isEqualTo(events).isNotEmpty();
        assertThat(events(settings.withSeed(8))).isNotEqualTo(events);
    }

    @Test
    void readsTheSameTwiceAndTellsTheTruthOnce() {
        // Given
        StringBuilder truth = new StringBuilder();
        ShopSimulation simulation = new ShopSimulation(SETTINGS.withDays(10), GroundTruth.jsonLines(truth));

        // When
        List<CloudEventJson> first = all(simulation);
        int told = truth.length();
        List<CloudEventJson> second = all(simulation);

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(truth).hasSize(told).contains("\"kind\":\"member\"", "\"kind\":\"coupon\"", "\"kind\":\"weather\"");
    }

    @Test
    void isInTheOrderOfTimesWithinTheDaysAndHasAllTypesAndUniqueIds() {
        // When
        List<CloudEventJson> events = events(SETTINGS);

        // Then
        Instant end =
                SETTINGS.firstDay().plusDays(SETTINGS.days()).atStartOfDay().toInstant(ZoneOffset.UTC);
        assertThat(events).extracting(CloudEventJson::time).isSorted().allMatch(time -> time.isBefore(end));
        Set<String> types = new HashSet<>();
        Set<String> ids = new HashSet<>();
        events.forEach(event -> {
            types.add(event.type());
            assertThat(ids.add(event.id())).as(event.id()).isTrue();
        });
        assertThat(types).containsExactlyInAnyOrderElementsOf(new ShopSimulation(SETTINGS, GroundTruth.none()).types());
    }

    @Test
    void repeatsTheShareThatIsAskedFor() {
        // Given
        List<CloudEventJson> once = events(SETTINGS);

        // When
        List<CloudEventJson> repeated = events(SETTINGS.withDuplicateShare(0.01));

        // Then
        assertThat(new HashSet<>(repeated)).isEqualTo(new HashSet<>(once));
        assertThat(repeated.size() / (double) once.size()).isBetween(1.007, 1.013);
    }

    @Test
    void sendsWhatTheGatewayTakes() throws Exception {
        // Given
        ReleasedSchemas schemas = ReleasedSchemas.load();
        Map<String, RecordConverter> gateway = new HashMap<>();
        EventTypes.business()
                .forEach(type -> gateway.put(
                        type,
                        RecordConverter.of(schemas.latest(type).orElseThrow().schema())));

        // When, Then
        for (CloudEventJson event : events(SETTINGS.withDays(30))) {
            JsonNode json = new JsonMapper().readTree(event.json());
            assertThat(Objects.requireNonNull(gateway.get(event.type())).convert(json.get("data")))
                    .isNotNull();
            assertThat(json.get("time").asText()).isEqualTo(event.time().toString());
        }
    }

    @Test
    void isTheSameOnEveryMachine() throws Exception {
        // When
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        events(SETTINGS.withMembers(100).withDays(20))
                .forEach(event -> digest.update(event.json().getBytes(StandardCharsets.UTF_8)));

        // Then
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo("d6a080e79e602068219d1862a6ae57aa0865c54b9a0c741529abfd1aeffbe73b");
    }

    @Test
    void hasAWeeklyRhythm() {
        // When
        Map<DayOfWeek, Long> visits = events(SETTINGS).stream()
                .filter(event -> event.type().equals("visit.checked-in"))
                .collect(groupingBy(event -> event.time().atZone(ZoneOffset.UTC).getDayOfWeek(), counting()));

        // Then
        double weekend = visits.getOrDefault(DayOfWeek.SATURDAY, 0L) + visits.getOrDefault(DayOfWeek.SUNDAY, 0L);
        double working = visits.getOrDefault(DayOfWeek.TUESDAY, 0L) + visits.getOrDefault(DayOfWeek.WEDNESDAY, 0L);
        assertThat(weekend / working).isBetween(1.2, 3.0);
    }

    static List<CloudEventJson> events(SimulationSettings settings) {
        return all(new ShopSimulation(settings, GroundTruth.none()));
    }

    private static List<CloudEventJson> all(ShopSimulation simulation) {
        List<CloudEventJson> events = new ArrayList<>();
        simulation.events().forEachRemaining(events::add);
        return events;
    }
}
