package io.tidemill.infra.launcher.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.launcher.supervision.PartState;
import io.tidemill.infra.launcher.supervision.PartStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a launcher says about its stack, in the form that {@code status --output json} prints. */
public final class StateFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final DataFolder folder;
    private final Addresses addresses;
    private final Clock clock;

    StateFile(DataFolder folder, Addresses addresses, Clock clock) {
        this.folder = folder;
        this.addresses = addresses;
        this.clock = clock;
    }

    synchronized void write(List<PartStatus> statuses) throws IOException {
        ObjectNode state = JSON.createObjectNode();
        state.put("ready", statuses.stream().allMatch(status -> status.state() == PartState.READY));
        state.put("data", folder.root().toString());
        state.put("launcherPid", ProcessHandle.current().pid());
        state.put("at", clock.instant().toString());
        state.set("addresses", JSON.valueToTree(addresses.processes()));
        state.set("lake", JSON.valueToTree(addresses.lake()));
        ArrayNode processes = state.putArray("processes");
        for (PartStatus status : statuses) {
            processes
                    .addObject()
                    .put("name", status.name())
                    .put("pid", status.pid())
                    .put("state", status.state().name().toLowerCase(Locale.ROOT))
                    .put("restarts", status.restarts())
                    .put("since", status.since().toString())
                    .put("address", status.address())
                    .put("log", status.log());
        }
        DataFolder.write(folder.state(), JSON.writeValueAsString(state) + "\n");
    }

    /**
     * What the launcher of a folder last said, corrected where its processes ended since.
     *
     * @return empty when no stack ever ran there
     * @throws IOException if the file cannot be read
     */
    public static Optional<ObjectNode> read(Path data) throws IOException {
        Path file = new DataFolder(data).state();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        ObjectNode state = (ObjectNode) JSON.readTree(Files.readString(file));
        boolean launcher = alive(state.path("launcherPid").asLong(-1), "tidemill");
        boolean ready = state.path("ready").asBoolean() && launcher;
        for (JsonNode process : state.path("processes")) {
            if (!alive(process.path("pid").asLong(-1), "") && process instanceof ObjectNode known) {
                ready = false;
                known.put("pid", -1);
                known.put("state", launcher ? known.path("state").asText() : "stopped");
            }
        }
        state.put("ready", ready);
        state.put("supervised", launcher);
        return Optional.of(state);
    }

    /** A JSON object with these members. */
    public static JsonNode object(Map<String, ?> members) {
        return JSON.valueToTree(members);
    }

    /** A JSON text. */
    public static JsonNode parse(String text) throws IOException {
        return JSON.readTree(text);
    }

    /** JSON as people read it. */
    public static String pretty(JsonNode node) throws IOException {
        return JSON.writeValueAsString(node);
    }

    private static boolean alive(long pid, String word) {
        return pid > 0
                && ProcessHandle.of(pid)
                        .filter(ProcessHandle::isAlive)
                        .flatMap(process -> process.info().commandLine())
                        .filter(line -> line.contains(word))
                        .isPresent();
    }
}
