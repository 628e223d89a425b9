package io.tidemill.infra.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** A rule published as a marketer does, with the wait for all workers. */
final class RulePublication {
    private static final String RULE =
            """
            {"id": "loop-rule", "name": "A rule of the loop test", "on": "order.paid",
             "when": {"all": [{"field": "event.amount", "operator": "ge", "value": 100}]},
             "then": [{"action": "message.send", "parameters": {"template": "large-order"}}]}
            """;

    private final Api marketer;

    RulePublication(Api marketer) {
        this.marketer = marketer;
    }

    /** Publishes the rule and prints after how long it was live on how many workers. */
    void publishAndPrint() {
        JsonNode saved = marketer.send("PUT", "/api/rules/loop-rule?wait=20s", RULE);
        Stack.print(
                "rule %s: %s",
                saved.at("/id").asText(), saved.at("/live/message").asText());
        // The subtask of the decision job and the decision server.
        assertThat(saved.at("/live/workers").asInt()).as("workers").isGreaterThanOrEqualTo(2);
        assertThat(saved.at("/live/liveWorkers")).isEqualTo(saved.at("/live/workers"));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> marketer.get("/api/rules/loop-rule").at("/version").asInt() == 1);
    }
}
