package io.tidemill.infra.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunningStackTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theStatusNamesAddressesAndProcesses() throws IOException {
        RunningStack stack = RunningStack.of(
                JSON.readTree(
                        """
                        {"ready": true,
                         "addresses": {"api": "http://127.0.0.1:1", "kafka": "127.0.0.1:2", "redis": "127.0.0.1:3"},
                         "lake": {"catalogUri": "jdbc:postgresql://127.0.0.1:4/tidemill"},
                         "processes": [{"name": "servers", "pid": 7}]}
                        """),
                "t");
        assertThat(stack)
                .isEqualTo(new RunningStack(
                        URI.create("http://127.0.0.1:1"),
                        "127.0.0.1:2",
                        "127.0.0.1:3",
                        "jdbc:postgresql://127.0.0.1:4/tidemill",
                        Map.of("servers", 7L),
                        "t"));
    }

    @Test
    void rowsAreThoseOfTheCurrentSnapshot() throws IOException {
        TableState table = TableState.of(
                JSON.readTree(
                        """
                        {"current-snapshot-id": 2, "last-sequence-number": 9, "snapshots": [
                          {"snapshot-id": 1, "summary": {"total-records": "5", "total-data-files": "1"}},
                          {"snapshot-id": 2, "summary": {"total-records": "12", "total-data-files": "3"}}]}
                        """),
                2048);
        assertThat(table).isEqualTo(new TableState(12, 3, 9, 2, 2048));
        assertThat(TableState.of(JSON.readTree("{\"current-snapshot-id\": -1, \"snapshots\": []}"), 2)
                        .rows())
                .isZero();
    }
}
