package io.tidemill.featurejobs.streamingfeatures;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.ingestion.eventgateway.conversion.RecordConverter;
import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.shopsimulator.GroundTruth;
import io.tidemill.ingestion.shopsimulator.ShopSimulation;
import io.tidemill.ingestion.shopsimulator.SimulationSettings;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.events.MemberRegistered;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Orders, refunds and members of simulated shops. Members register anew at another level now and then, which the simulator's
 * do not.
 */
final class SimulatedOrders {
    /** The types of events there are. */
    static final List<String> TYPES = List.of("order.paid", "order.refunded", "member.registered");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Random random;
    private final List<Event> events;

    private SimulatedOrders(Random random, List<Event> events) {
        this.random = random;
        this.events = events;
    }

    static SimulatedOrders of(SimulationSettings settings) throws Exception {
        Map<String, RecordConverter> converters = new HashMap<>();
        ReleasedSchemas schemas = ReleasedSchemas.load();
        TYPES.forEach(type -> converters.put(
                type, RecordConverter.of(schemas.latest(type).orElseThrow().schema())));
        Random random = new Random(settings.seed());
        Map<String, Event> events = new LinkedHashMap<>();
        for (Iterator<CloudEventJson> all = new ShopSimulation(settings, GroundTruth.none()).events();
                all.hasNext(); ) {
            CloudEventJson json = all.next();
            RecordConverter converter = converters.get(json.type());
            if (converter != null) {
                Event event = new Event(
                        json.id(),
                        json.source(),
                        json.type(),
                        json.subject(),
                        json.time(),
                        settings.tenant(),
                        converter.convert(JSON.readTree(json.json()).path("data")));
                events.put(event.id(), event);
            }
        }
        List<Event> whole = new ArrayList<>(events.values());
        for (Event event : events.values()) {
            if (event.type().equals("order.paid") && random.nextInt(4) == 0) {
                whole.add(anew(event, random));
            }
        }
        return new SimulatedOrders(random, whole);
    }

    /** Each event once, in no order. */
    List<Event> events() {
        return events;
    }

    Instant last() {
        return events.stream().map(Event::time).max(Comparator.naturalOrder()).orElseThrow();
    }

    /**
     * The events as they come: up to two days after they happened, some orders and refunds up to a month, and every tenth
     * twice.
     */
    List<Event> arriving() {
        Map<Instant, List<Event>> arriving = new HashMap<>();
        for (Event event : events) {
            boolean late = !event.type().equals("member.registered") && random.nextInt(20) == 0;
            Duration longest = late ? Duration.ofDays(30) : Duration.ofDays(2);
            for (int times = random.nextInt(10) == 0 ? 2 : 1; times > 0; times--) {
                Instant at = event.time().plusMillis(random.nextLong(longest.toMillis()));
                arriving.computeIfAbsent(at, none -> new ArrayList<>()).add(event);
            }
        }
        return arriving.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }

    /** Sometimes at the instant of the order itself. */
    private static Event anew(Event order, Random random) {
        MemberRegistered.Builder member = MemberRegistered.newBuilder().setMemberId(order.subject());
        return new Event(
                "level-" + order.id(),
                order.source(),
                "member.registered",
                order.subject(),
                random.nextInt(3) == 0
                        ? order.time()
                        : order.time()
                                .plusMillis(random.nextLong(Duration.ofDays(3).toMillis())),
                order.tenantId(),
                random.nextInt(5) == 0
                        ? member.build()
                        : member.setLevel(List.of("basic", "silver", "gold").get(random.nextInt(3)))
                                .build());
    }
}
