package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.rules.RuleSet;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.TopicFollower;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.RuleChange;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * The rules of one worker, as the topic of rule changes says: read from its beginning by a thread of its own, swapped
 * by one reference, and acknowledged.
 */
public final class RuleSubscription implements AutoCloseable {
    private static final TopicFollower.Subject<RuleChange> TOPIC = new TopicFollower.Subject<>(
            Topics.RULE_CHANGES, EventTypes.RULE_CHANGED, RuleChange.class, Duration.ofMillis(500));

    private final LiveRules rules = new LiveRules();
    private final RuleAcknowledger acknowledger;
    private final TopicFollower<RuleChange> follower;

    private RuleSubscription(String bootstrapServers, String workerId, Clock clock) {
        this.acknowledger = new RuleAcknowledger(bootstrapServers, workerId, clock);
        this.follower = TopicFollower.start(bootstrapServers, TOPIC, this::hear);
    }

    /**
     * Starts to follow; returns at once.
     *
     * @param workerId names the worker in acknowledgements; the same after a restart
     */
    public static RuleSubscription start(String bootstrapServers, String workerId, Clock clock) {
        return new RuleSubscription(bootstrapServers, workerId, clock);
    }

    /** The rules of now. Hold on to them for one decision. */
    public RuleSet current() {
        return rules.current();
    }

    /** Waits until everything that was on the topic at the start has been applied; whether that came to pass in time. */
    public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
        return follower.awaitCaughtUp(atMost);
    }

    /** Whether everything that was on the topic at the start has been applied. */
    public boolean caughtUp() {
        return follower.caughtUp();
    }

    @Override
    public void close() {
        follower.close();
        acknowledger.close();
    }

    private void hear(TopicFollower.News<RuleChange> news) {
        List<String> refused =
                rules.apply(news.events().stream().map(TopicFollower.Told::data).toList());
        if (news.upToDate()) {
            acknowledger.acknowledge(rules.current().version(), refused);
        }
    }
}
