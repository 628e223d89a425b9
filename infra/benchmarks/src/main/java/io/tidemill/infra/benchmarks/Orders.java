package io.tidemill.infra.benchmarks;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Orders nobody made: CloudEvents of about 300 bytes, each with an id of its own. */
final class Orders {
    private static final String CONTENT_TYPE = "application/cloudevents+json";
    static final String TYPE = "order.paid";

    static final int MEMBERS = 10_000;

    private final Clock clock;
    private final String run = UUID.randomUUID().toString();
    private final AtomicLong sent = new AtomicLong();

    Orders(Clock clock) {
        this.clock = clock;
    }

    /** The next one, as structured JSON. */
    String next() {
        long number = sent.incrementAndGet();
        String member = member(number);
        return "{\"specversion\":\"1.0\",\"id\":\"" + run + "-" + number
                + "\",\"source\":\"/benchmarks\",\"type\":\"" + TYPE + "\",\"subject\":\"" + member
                + "\",\"time\":\"" + clock.instant() + "\",\"data\":{\"orderId\":\"" + run + "-" + number
                + "\",\"memberId\":\"" + member + "\",\"amount\":\"" + number % 100 + ".50\"}}";
    }

    /** Sends the next one through the gateway. */
    CompletionStage<String> sendTo(Api api) {
        return api.post("/api/events", CONTENT_TYPE, next());
    }

    /** A member of this number; numbers repeat after ten thousand. */
    static String member(long number) {
        return member(number, MEMBERS);
    }

    /** A member of this number; numbers repeat after as many as there are. */
    static String member(long number, int members) {
        return "benchmark-" + number % members;
    }
}
