package io.tidemill.infra.eventstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobConfigurationTest {
    @Test
    void aFileIsReadAndTheRestHasDefaults(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("job.properties"), "kafka.bootstrap-servers = a:1 \n");

        JobConfiguration configuration = JobConfiguration.fromArguments("--config", file.toString());

        assertThat(configuration.kafkaBootstrapServers()).isEqualTo("a:1");
        assertThat(configuration.duplicatesRemembered()).isEqualTo(Duration.ofDays(30));
        assertThat(configuration.outOfOrderness()).isEqualTo(Duration.ofSeconds(5));
        assertThat(configuration.idleness()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aBadValueIsNamedWithItsKeyAndWhatWasExpected() {
        JobConfiguration configuration =
                new JobConfiguration(Map.of(JobConfiguration.IDLENESS, "ten", JobConfiguration.PARALLELISM, "0"));

        assertThatThrownBy(configuration::idleness)
                .isInstanceOf(JobConfigurationException.class)
                .hasMessage("events.idleness is 'ten': expected an ISO 8601 duration such as PT2S");
        assertThatThrownBy(() -> configuration.count(JobConfiguration.PARALLELISM, 1))
                .hasMessageContaining("flink.parallelism is '0'");
        assertThatThrownBy(configuration::kafkaBootstrapServers).hasMessageContaining("kafka.bootstrap-servers");
        assertThatThrownBy(() -> JobConfiguration.fromArguments("--help")).hasMessageContaining("--config FILE");
    }
}
