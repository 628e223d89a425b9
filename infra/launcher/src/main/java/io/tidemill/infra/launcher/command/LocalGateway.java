package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.launcher.feed.Gateway;
import io.tidemill.infra.launcher.feed.GatewayClient;
import io.tidemill.infra.launcher.stack.DataFolder;
import io.tidemill.infra.launcher.stack.StateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The servers of the stack on a data folder.
 *
 * @param data the folder
 */
record LocalGateway(Path data) implements Gateway {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);

    @Override
    public URI address() {
        try {
            Optional<ObjectNode> state = StateFile.read(data);
            return URI.create(state.map(
                            found -> found.path("addresses").path("api").asText(""))
                    .filter(api -> !api.isEmpty())
                    .orElseThrow(() -> new IOException("nothing runs on " + data + "; start it with `tidemill up`")));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Kafka's brokers. */
    String kafka() throws IOException {
        return StateFile.read(data)
                .map(found -> found.path("addresses").path("kafka").asText(""))
                .filter(kafka -> !kafka.isEmpty())
                .orElseThrow(() -> new IOException(
                        "nothing runs on " + data + "; start it with `tidemill up`, or name --bootstrap-servers"));
    }

    GatewayClient client() {
        LocalTokens tokens = tokens();
        // Whoever can read the secret may act for every tenant that the events name.
        return new GatewayClient(
                this, () -> tokens.issue("tidemill", "default", Set.of(Role.ADMIN), TOKEN_LIFE), PATIENCE);
    }

    LocalTokens tokens() {
        return LocalTokens.ofSecretFile(new DataFolder(data).authSecret(), Clock.systemUTC());
    }
}
