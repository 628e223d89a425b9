package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.rules.CompiledRule;
import io.tidemill.decisionengine.rules.PublishedRule;
import io.tidemill.decisionengine.rules.RuleReader;
import io.tidemill.decisionengine.rules.RuleReading;
import io.tidemill.decisionengine.rules.RuleSet;
import io.tidemill.schemas.events.RuleChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules that changes have made. Changed by one thread, read by any. */
final class LiveRules {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);

    private final Map<String, CompiledRule> rules = new HashMap<>();
    private final Map<String, Long> applied = new HashMap<>();
    private volatile RuleSet current = RuleSet.empty();

    RuleSet current() {
        return current;
    }

    /**
     * Applies changes in order, and swaps once at the end. A change that is not newer than what the rule already is, is
     * one that was published again, and changes nothing.
     *
     * @return why changes were refused; the rules they change stay as they were
     */
    List<String> apply(List<RuleChange> changes) {
        List<String> refused = new ArrayList<>();
        long version = current.version();
        for (RuleChange change : changes) {
            if (change.getRuleSetVersion() > applied.getOrDefault(change.getRuleId(), 0L)) {
                applied.put(change.getRuleId(), change.getRuleSetVersion());
                apply(change, refused);
            }
            version = Math.max(version, change.getRuleSetVersion());
        }
        if (version > current.version()) {
            current = RuleSet.of(version, rules.values());
            LOG.atInfo()
                    .addKeyValue("version", version)
                    .addKeyValue("rules", rules.size())
                    .log("rules are live");
        }
        return refused;
    }

    private void apply(RuleChange change, List<String> refused) {
        String document = change.getDocument();
        if (document == null) {
            rules.remove(change.getRuleId());
            return;
        }
        RuleReading reading = RuleReader.read(document);
        if (reading instanceof RuleReading.Whole whole && whole.document().id().equals(change.getRuleId())) {
            rules.put(change.getRuleId(), CompiledRule.of(new PublishedRule(whole.document(), change.getVersion())));
            return;
        }
        LOG.atError()
                .addKeyValue("rule", change.getRuleId())
                .addKeyValue("version", change.getVersion())
                .log("a published rule cannot be read and is refused");
        refused.add("rule " + change.getRuleId() + " version " + change.getVersion() + " cannot be read");
    }
}
