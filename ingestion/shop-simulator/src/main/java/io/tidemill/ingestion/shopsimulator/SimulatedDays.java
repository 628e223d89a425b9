package io.tidemill.ingestion.shopsimulator;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.shopsimulator.members.Day;
import io.tidemill.ingestion.shopsimulator.members.Member;
import io.tidemill.ingestion.shopsimulator.members.ShopDevices;
import io.tidemill.ingestion.shopsimulator.world.ShopChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** The days one after the other; of a day's events those that lie in later days wait for them. */
final class SimulatedDays implements Iterator<CloudEventJson> {
    private final SimulationSettings settings;
    private final GroundTruth truth;
    private final List<Member> members = new ArrayList<>();
    private final List<ShopDevices> devices = new ArrayList<>();
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparing(Waiting::time).thenComparingLong(Waiting::number));
    private long number;
    private int nextDay;
    private Instant livedUntil = Instant.MIN;

    SimulatedDays(SimulationSettings settings, GroundTruth truth) {
        this.settings = settings;
        this.truth = truth;
        ShopChain chain = ShopChain.of(settings.seed(), settings.shops());
        for (int member = 0; member < settings.members(); member++) {
            members.add(new Member(member, chain, settings.days(), settings.tenant(), this::take, truth));
        }
        chain.shops()
                .forEach(shop -> devices.add(new ShopDevices(shop, settings.seed(), settings.tenant(), this::take)));
    }

    @Override
    public boolean hasNext() {
        while (nextDay < settings.days() && (waiting.isEmpty() || !first().isBefore(livedUntil))) {
            live(Day.of(settings.seed(), settings.firstDay(), nextDay));
            nextDay++;
        }
        return !waiting.isEmpty() && first().isBefore(livedUntil);
    }

    @Override
    public CloudEventJson next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return waiting.remove().event();
    }

    private Instant first() {
        return waiting.element().time();
    }

    private void live(Day day) {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("kind", "weather");
        fact.put("date", day.date().toString());
        fact.put("temperature", day.weather().temperature());
        fact.put("rain", day.weather().rain());
        truth.record(fact);
        devices.forEach(device -> device.report(day));
        members.forEach(member -> member.live(day));
        livedUntil = day.at(24);
    }

    private void take(CloudEventJson event) {
        waiting.add(new Waiting(event, number++));
    }

    private record Waiting(CloudEventJson event, long number) {
        Instant time() {
            return event.time();
        }
    }
}
