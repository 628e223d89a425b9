package io.tidemill.ingestion.shopsimulator;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.schemas.contracts.EventTypes;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
        assertThat(types).containsExactlyInAnyOrderElementsOf(EventTypes.business());
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
