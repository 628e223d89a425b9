package io.tidemill.infra.systemtests.faults;

import io.tidemill.infra.systemtests.Stack;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** Another Flink process with the jobs of a stack, as a cluster manager starts one when it takes the first for dead. */
final class SecondFlink implements AutoCloseable {
    private final Process process;

    private SecondFlink(Process process) {
        this.process = process;
    }

    /** Starts it beside the first, with the same checkpoints, and does not wait for it. */
    static SecondFlink start(Stack stack) throws IOException {
        Path folder = Files.createDirectories(stack.data().resolveSibling("second"));
        Properties settings = new Properties();
        Path first = stack.data().resolve("tidemill.properties");
        try (Reader reader = Files.newBufferedReader(first)) {
            settings.load(reader);
        }
        settings.setProperty("data.folder", folder.toString());
        settings.setProperty("flink.rest-port", Integer.toString(freePort()));
        settings.setProperty("flink.metrics-port", Integer.toString(freePort()));
        Path second = folder.resolve("tidemill.properties");
        try (Writer writer = Files.newBufferedWriter(second)) {
            settings.store(writer, null);
        }
        Path arguments = folder.resolve("flink.args");
        String same = Files.readString(stack.data().resolve("run").resolve("flink.args"));
        Files.writeString(arguments, same.replace(first.toString(), second.toString()));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(List.of(java.toString(), "@" + arguments))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("flink.log").toFile())
                .start();
        Stack.print("started a second Flink (pid %d)", process.pid());
        return new SecondFlink(process);
    }

    /** Kills it as {@code kill -9} does. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
