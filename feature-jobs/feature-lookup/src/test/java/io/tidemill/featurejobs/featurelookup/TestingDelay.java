package io.tidemill.featurejobs.featurelookup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A way to a server on this machine on which every answer takes longer. */
final class TestingDelay implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 << 10;

    private final int target;
    private final ServerSocket listener;
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;

    private TestingDelay(int target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
    }

    /** Opens the way, without a delay at first. */
    static TestingDelay before(int target) throws IOException {
        TestingDelay way = new TestingDelay(target, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        way.run(way::accept);
        return way;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on every answer comes so much later. */
    void set(Duration longer) {
        delay = longer;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        writer.shutdownNow();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.addAll(Set.of(client, server));
            OutputStream toServer = server.getOutputStream();
            OutputStream toClient = client.getOutputStream();
            run(() -> copy(client, toServer::write, server));
            run(() -> copy(server, bytes -> later(() -> toClient.write(bytes)), client));
        }
    }

    private static void copy(Socket from, Sink to, Socket other) throws IOException {
        try (from;
                other) {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                to.write(Arrays.copyOf(buffer, length));
            }
        }
    }

    private void later(Work write) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, writer)
                .execute(() -> quietly(write));
    }

    private void run(Work work) {
        Thread thread = new Thread(() -> quietly(work), "delay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(Work work) {
        try {
            work.run();
        } catch (IOException | RejectedExecutionException ended) {
            // One side has given up the connection, or the test is over.
        }
    }

    /** Takes bytes. */
    @FunctionalInterface
    private interface Sink {
        void write(byte[] bytes) throws IOException;
    }

    /** Something with a connection. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
