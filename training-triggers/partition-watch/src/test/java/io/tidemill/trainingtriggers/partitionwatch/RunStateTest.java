package io.tidemill.trainingtriggers.partitionwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.trainingtriggers.modeltraining.RunResult.SkipReason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunStateTest {
    private static final Instant NOW = Instant.parse("1998-01-01T00:00:00Z");

    @Test
    void aRunIsBegunThreeTimesAtMost() {
        // Given
        RunState state = new RunState.Pending(0);

        // When
        int begun = 0;
        while (state instanceof RunState.Pending pending) {
            state = pending.toRunning("runner", NOW).afterLoss("killed");
            begun++;
        }

        // Then
        assertThat(begun).isEqualTo(3);
        assertThat(state).isEqualTo(new RunState.Failed(3, "killed"));
    }

    @Test
    void everyStateSurvivesTheDatabase() throws Exception {
        RunState.Running running = new RunState.Pending(1).toRunning("runner", NOW);
        for (RunState state : new RunState[] {
            new RunState.Pending(1),
            running,
            running.toSucceeded(3, 0.8, true, "better"),
            running.toFailed("broken"),
            running.toSkipped(SkipReason.TOO_FEW_ROWS, "none")
        }) {
            String json = Json.MAPPER.writerFor(RunState.class).writeValueAsString(state);
            assertThat(json).contains("\"status\":\"" + state.status() + "\"");
            assertThat(Json.MAPPER.readValue(json, RunState.class)).isEqualTo(state);
        }
    }
}
