package io.tidemill.infra.launcher.stack;

import io.tidemill.infra.launcher.supervision.Backoff;
import io.tidemill.infra.launcher.supervision.Leftovers;
import io.tidemill.infra.launcher.supervision.Part;
import io.tidemill.infra.launcher.supervision.PartStatus;
import io.tidemill.infra.launcher.supervision.Signal;
import io.tidemill.infra.launcher.supervision.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** An embedded stack on one data folder: its parts under supervision, and what is known of them in a file. */
public final class Stack implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final DataFolder folder;
    private final Addresses addresses;
    private final Supervisor supervisor;
    private final List<String> notices;

    private Stack(DataFolder folder, Addresses addresses, Supervisor supervisor, List<String> notices) {
        this.folder = folder;
        this.addresses = addresses;
        this.supervisor = supervisor;
        this.notices = notices;
    }

    /**
     * Starts the parts; returns before they serve. The caller holds the data folder. Processes left over from a launcher
     * that died are ended first.
     *
     * @param listener told each change of a part
     * @throws IOException if the folder cannot be written or a wanted port is taken
     */
    public static Stack start(
            DataFolder folder, Repository repository, StackOptions options, Clock clock, Consumer<PartStatus> listener)
            throws IOException {
        List<String> notices = new ArrayList<>();
        int ended = endLeftovers(folder);
        if (ended > 0) {
            notices.add("stopped " + ended + " process(es) left over from an earlier start");
        }
        Ports remembered = Ports.read(folder.ports(), new SecureRandom());
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (String name : List.of("kafka", "kafka-controller", "redis", "postgres", "flink", "flink-metrics")) {
            ports.put(name, remembered.of(name, Optional.empty()));
        }
        ports.put("api", remembered.of("api", options.apiPort()));
        notices.addAll(remembered.moved());
        Addresses addresses = addresses(folder, ports);
        StackConfiguration.write(folder, repository, addresses, options, ports);
        for (String part : StackOptions.ALL_PARTS) {
            Files.deleteIfExists(folder.readyFile(part));
        }
        List<Part> parts = parts(folder, ports).stream()
                .filter(part -> options.parts().contains(part.name()))
                .toList();
        StateFile state = new StateFile(folder, addresses, clock);
        Supervisor[] started = new Supervisor[1];
        Supervisor supervisor = new Supervisor(parts, Backoff.STANDARD, clock, status -> {
            synchronized (started) {
                if (started[0] != null) {
                    save(state, started[0]);
                }
            }
            listener.accept(status);
        });
        synchronized (started) {
            started[0] = supervisor;
            save(state, supervisor);
        }
        supervisor.start();
        return new Stack(folder, addresses, supervisor, notices);
    }

    /**
     * Ends every process of the folder whose launcher is dead, in order. The caller holds the folder.
     *
     * @return how many there were
     */
    public static int endLeftovers(DataFolder folder) throws IOException {
        int ended = 0;
        for (Part part : parts(folder, Map.of())) {
            ended += Leftovers.end(part);
            if (part.name().equals("servers")) {
                ended += endTrainings(folder);
            }
        }
        return ended;
    }

    /** Where the parts are. */
    public Addresses addresses() {
        return addresses;
    }

    /** What the user should know about the start. */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    /** What is known of each part. */
    public List<PartStatus> statuses() {
        return supervisor.statuses();
    }

    /** Whether every part serves. */
    public boolean ready() {
        return supervisor.ready();
    }

    /** Stops every part in order, and what they started. */
    @Override
    public void close() throws IOException {
        supervisor.close();
        endTrainings(folder);
    }

    private static List<Part> parts(DataFolder folder, Map<String, Integer> ports) {
        Addresses addresses = addresses(folder, ports);
        return List.of(
                new JavaPart(
                        new JavaPart.Program(
                                "servers",
                                "io.tidemill.infra.servers.ServersProcess",
                                List.of("-Xmx512m", "-XX:+UseSerialGC", "-Xshare:auto")),
                        folder,
                        addresses.api(),
                        pid -> answers(addresses.api() + "/health/ready")),
                new JavaPart(
                        new JavaPart.Program(
                                "flink",
                                "io.tidemill.infra.embeddedflink.FlinkProcess",
                                List.of(
                                        "-Xmx900m",
                                        "-XX:+UseParallelGC",
                                        "-XX:MaxDirectMemorySize=512m",
                                        "-XX:MaxMetaspaceSize=384m",
                                        "-Xshare:auto")),
                        folder,
                        addresses.flink(),
                        pid -> folder.saysReady("flink", pid)),
                new JavaPart(
                        new JavaPart.Program(
                                "kafka",
                                "io.tidemill.infra.embeddedkafka.BrokerProcess",
                                List.of("-Xmx384m", "-XX:+UseSerialGC", "-Xshare:auto")),
                        folder,
                        addresses.kafka(),
                        pid -> folder.saysReady("kafka", pid)),
                new RedisPart(folder, port(ports, "redis")),
                new PostgresPart(folder, port(ports, "postgres")));
    }

    private static Addresses addresses(DataFolder folder, Map<String, Integer> ports) {
        return new Addresses(
                "http://127.0.0.1:" + port(ports, "api"),
                "127.0.0.1:" + port(ports, "kafka"),
                "127.0.0.1:" + port(ports, "redis"),
                PostgresPart.url(port(ports, "postgres"), "tidemill"),
                "http://127.0.0.1:" + port(ports, "flink"),
                "http://127.0.0.1:" + port(ports, "flink-metrics") + "/metrics",
                PostgresPart.url(port(ports, "postgres"), "lake"),
                folder.warehouse().toString());
    }

    private static int port(Map<String, Integer> ports, String name) {
        return ports.getOrDefault(name, 0);
    }

    /** Training runs are processes that the servers start; their command lines name the data folder. */
    private static int endTrainings(DataFolder folder) {
        List<ProcessHandle> trainings = Leftovers.ofJava("io.tidemill.trainingtriggers.", folder.root() + "/");
        trainings.forEach(training -> Signal.TERM.end(training, PATIENCE));
        return trainings.size();
    }

    private static boolean answers(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    private static void save(StateFile state, Supervisor supervisor) {
        try {
            state.write(supervisor.statuses());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
