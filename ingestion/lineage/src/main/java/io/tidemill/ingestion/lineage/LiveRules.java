package io.tidemill.ingestion.lineage;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.ingestion.lineage.graph.RuleFacts;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.TopicFollower;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.RuleChange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules that are published, by their topic. Safe to share between threads. */
final class LiveRules implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);
    private static final TopicFollower.Subject<RuleChange> TOPIC = new TopicFollower.Subject<>(
            Topics.RULE_CHANGES, EventTypes.RULE_CHANGED, RuleChange.class, Duration.ofMillis(500));

    private final Map<String, RuleFacts> rules = new TreeMap<>();
    private final TopicFollower<RuleChange> follower;

    private LiveRules(String bootstrapServers) {
        this.follower = TopicFollower.start(bootstrapServers, TOPIC, this::hear);
    }

    static LiveRules follow(String bootstrapServers) {
        return new LiveRules(bootstrapServers);
    }

    List<RuleFacts> now() {
        synchronized (rules) {
            return List.copyOf(rules.values());
        }
    }

    @Override
    public void close() {
        follower.close();
    }

    private void hear(TopicFollower.News<RuleChange> news) {
        synchronized (rules) {
            news.events().forEach(told -> change(told.data()));
        }
    }

    private void change(RuleChange change) {
        String document = change.getDocument();
        if (document == null) {
            rules.remove(change.getRuleId());
            return;
        }
        try {
            rules.put(change.getRuleId(), RuleFacts.of(Json.read(document.getBytes(StandardCharsets.UTF_8))));
        } catch (ProblemException e) {
            LOG.atError()
                    .addKeyValue("rule", change.getRuleId())
                    .setCause(e)
                    .log("a rule has no lineage: it is no JSON");
        }
    }
}
