package io.tidemill.ingestion.eventgateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.schemas.contracts.EventContent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Against a linked map: whatever comes in whatever order, the window knows the last events and no others. */
class IdWindowProperties {
    @Property(tries = 500)
    void itKnowsTheLastEventsByTheirFirstContent(
            @ForAll("keys") List<EventKey> keys, @ForAll @IntRange(min = 1, max = 40) int capacity) {
        IdWindow window = new IdWindow(capacity);
        Map<EventKey, FirstEvent> model = new LinkedHashMap<>();
        int number = 0;
        for (EventKey key : keys) {
            FirstEvent event = new FirstEvent(new EventContent(-number, -number * 31L), Instant.ofEpochSecond(number));
            number++;
            // When
            window.add(key, event);
            if (model.putIfAbsent(key, event) == null && model.size() > capacity) {
                model.remove(model.keySet().iterator().next());
            }
            // Then
            assertThat(window.size()).isEqualTo(model.size());
        }
        for (EventKey key : keys) {
            assertThat(window.find(key).orElse(null)).isEqualTo(model.get(key));
        }
    }

    @Property(tries = 3)
    void manyEventsAreFoundAgain(@ForAll long seed) {
        // Given room for more than one chunk
        int capacity = 40_000;
        IdWindow window = new IdWindow(capacity);
        FirstEvent event = new FirstEvent(new EventContent(7, seed), Instant.ofEpochSecond(3_000_000_000L));
        // When half as many again come
        for (int i = 0; i < capacity * 3 / 2; i++) {
            window.add(EventKey.of("/s" + seed, "id-" + i), event);
        }
        // Then the first are forgotten and the last known
        for (int i = 0; i < capacity * 3 / 2; i++) {
            assertThat(window.find(EventKey.of("/s" + seed, "id-" + i)).isPresent())
                    .isEqualTo(i >= capacity / 2);
        }
        assertThat(window.find(EventKey.of("/s" + seed, "id-" + capacity))).contains(event);
    }

    /** Keys that collide: few low halves, which decide the slot. */
    @Provide
    Arbitrary<List<EventKey>> keys() {
        Arbitrary<EventKey> key = Combinators.combine(
                        Arbitraries.longs().between(0, 10),
                        Arbitraries.of(0L, 1L, 2L, 127L, 128L, 255L, -1L, Long.MIN_VALUE))
                .as(EventKey::new);
        return key.list().ofMaxSize(300);
    }
}
