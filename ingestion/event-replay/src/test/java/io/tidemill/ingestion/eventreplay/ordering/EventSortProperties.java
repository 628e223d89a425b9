package io.tidemill.ingestion.eventreplay.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class EventSortProperties {
    @Property(tries = 100)
    void spillingChangesNothing(
            @ForAll @Size(max = 300) List<@IntRange(min = -20, max = 20) Integer> seconds,
            @ForAll @LongRange(min = 1, max = 40_000) long memoryBytes)
            throws IOException {
        // Given
        List<CloudEventJson> events = new ArrayList<>();
        seconds.forEach(second -> events.add(event(events.size(), second)));

        // When
        List<CloudEventJson> sorted = sorted(events, memoryBytes);

        // Then
        List<CloudEventJson> expected = new ArrayList<>(events);
        expected.sort(Comparator.comparing(CloudEventJson::time));
        assertThat(sorted).isEqualTo(expected);
    }

    @Example
    void mergesMoreRunsThanItOpensAndKeepsEqualTimesInOrder() throws IOException {
        // Given a run for each event
        List<CloudEventJson> events = new ArrayList<>();
        for (int number = 0; number < 5 * EventSort.MAXIMUM_RUNS; number++) {
            events.add(event(number, -number / 100));
        }

        // When
        List<CloudEventJson> sorted = sorted(events, 1);

        // Then
        List<CloudEventJson> expected = new ArrayList<>(events);
        expected.sort(Comparator.comparing(CloudEventJson::time));
        assertThat(sorted).isEqualTo(expected);
    }

    private static CloudEventJson event(int number, int second) {
        return CloudEventJson.of(
                "id-" + number,
                "/test",
                "order.paid",
                "ä€😀",
                Instant.ofEpochSecond(second),
                "default",
                Map.of("text", "line\n" + number));
    }

    private static List<CloudEventJson> sorted(List<CloudEventJson> events, long memoryBytes) throws IOException {
        Path folder = Files.createTempDirectory("event-sort");
        List<CloudEventJson> sorted = new ArrayList<>();
        try (EventSort sort = new EventSort(folder, memoryBytes)) {
            for (CloudEventJson event : events) {
                sort.add(event);
                assertThat(sort.runs()).isLessThanOrEqualTo(EventSort.MAXIMUM_RUNS);
            }
            Iterator<CloudEventJson> abandoned = sort.sorted();
            if (abandoned.hasNext()) {
                abandoned.next();
            }
            sort.sorted().forEachRemaining(sorted::add);
        }
        assertThat(folder).isEmptyDirectory();
        Files.delete(folder);
        return sorted;
    }
}
