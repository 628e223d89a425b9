package io.tidemill.infra.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.systemtests.Stack;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Processes are killed under 2,000 events a second, and not one event that was acknowledged is lost, doubled or changed.
 * What happens follows from {@code -Dseed}, as far as it is ours to say.
 */
class LakeUnderKillsTest {
    @Test
    @Tag("acceptance")
    void everyAcknowledgedEventIsThereOnceThoughEachProcessIsKilled() throws Exception {
        long seed = FaultRun.seed("each-process-killed");
        survives("each-process-killed", seed, Blow.eachOnce(new Random(seed)));
    }

    @Test
    @Tag("long")
    void everyAcknowledgedEventIsThereOnceAfterManyKills() throws Exception {
        long seed = FaultRun.seed("many-kills");
        survives("many-kills", seed, Blow.many(Integer.getInteger("kills", 30), new Random(seed)));
    }

    private static void survives(String name, long seed, List<Blow> plan) throws Exception {
        // Given a stack under load
        Stack stack = Stack.up(FaultRun.DEFINITIONS, FaultRun.SETTINGS);
        try (FaultRun run = FaultRun.start(name, seed, stack)) {
            // When its processes are killed
            List<Recovery> recoveries = new Killer(stack, new Random(seed)).carryOut(plan);
            // Then each came back by itself, and the oracle finds nothing wrong
            FaultReport report = run.judge(recoveries);
            assertThat(report.clean()).as(report.text()).isTrue();
            assertThat(recoveries).hasSameSizeAs(plan);
        }
    }
}
