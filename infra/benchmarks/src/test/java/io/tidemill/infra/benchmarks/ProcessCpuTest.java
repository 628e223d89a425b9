package io.tidemill.infra.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessCpuTest {
    @Test
    void ticksAreReadBehindAnyProgramName() {
        assertThat(ProcessCpu.parse("42 (a (b) c) S 1 42 42 0 -1 4194560 9 0 0 0 120 30 7 8 20 0 1 0 99 1 2"))
                .isEqualTo(1500);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatIsGoneCostsNothing() {
        Map<String, Double> millis = new ProcessCpu(Map.of(
                        "gone", Long.MAX_VALUE, "this", ProcessHandle.current().pid()))
                .millis();
        assertThat(millis).containsEntry("gone", 0.0);
        assertThat(millis.get("this")).isPositive();
    }
}
