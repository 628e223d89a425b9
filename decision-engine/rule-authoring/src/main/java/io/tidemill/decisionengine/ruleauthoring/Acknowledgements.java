package io.tidemill.decisionengine.ruleauthoring;

import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.TopicFollower;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.RuleAcknowledged;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Which worker runs which rule-set version, as the workers tell. Safe to share between threads. */
final class Acknowledgements implements AutoCloseable {
    private static final TopicFollower.Subject<RuleAcknowledged> TOPIC = new TopicFollower.Subject<>(
            Topics.RULE_ACKNOWLEDGEMENTS, EventTypes.RULE_ACKNOWLEDGED, RuleAcknowledged.class, Duration.ofMillis(500));

    /** Workers tell every five seconds that they live. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Map<String, Heard> workers = new TreeMap<>();
    private final TopicFollower<RuleAcknowledged> follower;

    private record Heard(RuleAcknowledged said, Instant at) {}

    Acknowledgements(String bootstrapServers, Clock clock) {
        this.clock = clock;
        this.follower = TopicFollower.start(bootstrapServers, TOPIC, this::hear);
    }

    /** Waits until every worker that lives runs a rule-set version, or the time is over; tells who does. */
    List<WorkerState> await(long ruleSetVersion, Duration atMost) throws InterruptedException {
        long remaining = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                List<WorkerState> states = states(ruleSetVersion);
                boolean allLive = !states.isEmpty() && states.stream().allMatch(WorkerState::live);
                if (allLive || remaining <= 0) {
                    return states;
                }
                remaining = news.awaitNanos(remaining);
            }
        } finally {
            lock.unlock();
        }
    }

    private List<WorkerState> states(long ruleSetVersion) {
        Instant silentSince = clock.instant().minus(SILENCE);
        List<WorkerState> states = new ArrayList<>();
        workers.forEach((worker, heard) -> {
            if (heard.at().isAfter(silentSince)) {
                states.add(new WorkerState(
                        worker,
                        heard.said().getRuleSetVersion(),
                        heard.said().getRuleSetVersion() >= ruleSetVersion,
                        heard.said().getLiveAt(),
                        heard.said().getRefused()));
            }
        });
        return states;
    }

    @Override
    public void close() {
        follower.close();
    }

    private void hear(TopicFollower.News<RuleAcknowledged> news) {
        lock.lock();
        try {
            news.events().forEach(told -> workers.put(told.data().getWorkerId(), new Heard(told.data(), told.at())));
            this.news.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
