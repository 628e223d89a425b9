package io.tidemill.infra.systemtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.systemtests.Api;
import io.tidemill.infra.systemtests.Stack;
import java.util.ArrayList;
import java.util.List;

/** What Flink's REST API says about its jobs. */
final class FlinkCluster {
    private final Api api;

    FlinkCluster(Stack stack) {
        this.api = new Api(stack.status().at("/addresses/flink").asText(), "none");
    }

    /** Jobs that do not run, or were restarted since the cluster started, in words. */
    List<String> disturbed() {
        List<String> disturbed = new ArrayList<>();
        for (JsonNode job : jobs()) {
            if (!job.get("state").asText().equals("RUNNING")
                    || job.at("/timestamps/RESTARTING").asLong() != 0) {
                disturbed.add(job.get("name").asText() + " " + job.get("state") + " " + job.get("timestamps"));
            }
        }
        return disturbed;
    }

    private List<JsonNode> jobs() {
        List<JsonNode> jobs = new ArrayList<>();
        api.get("/jobs")
                .get("jobs")
                .forEach(job -> jobs.add(api.get("/jobs/" + job.get("id").asText())));
        return jobs;
    }
}
