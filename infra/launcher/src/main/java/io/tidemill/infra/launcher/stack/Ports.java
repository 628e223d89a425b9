package io.tidemill.infra.launcher.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.random.RandomGenerator;

/**
 * The ports of a stack: chosen once from those that are free, kept in a file, and chosen again only where another program
 * took one meanwhile.
 */
public final class Ports {
    /** Below the ports that Linux gives to outgoing connections, so that a restarted server finds its own still free. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;

    private final Path file;
    private final Properties chosen = new Properties();
    private final List<String> moved = new ArrayList<>();
    private final RandomGenerator random;

    private Ports(Path file, RandomGenerator random) {
        this.file = file;
        this.random = random;
    }

    /**
     * Reads the ports chosen before, if any.
     *
     * @throws IOException if the file is there and cannot be read
     */
    public static Ports read(Path file, RandomGenerator random) throws IOException {
        Ports ports = new Ports(file, random);
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                ports.chosen.load(reader);
            }
        }
        return ports;
    }

    /**
     * The port of a part on 127.0.0.1: the wanted one, else the remembered one, else a free one.
     *
     * @param wanted what the user asked for
     * @throws IOException if the choice cannot be remembered, or the wanted port is taken
     */
    public int of(String name, Optional<Integer> wanted) throws IOException {
        int port;
        if (wanted.isPresent()) {
            port = wanted.get();
            if (!free(port)) {
                throw new IOException("port " + port + " for " + name + " is taken by another program");
            }
        } else {
            port = rememberedOrFree(name);
        }
        chosen.setProperty(name, Integer.toString(port));
        save();
        return port;
    }

    /** What had to move to another port since the last start, in words. */
    public List<String> moved() {
        return List.copyOf(moved);
    }

    private int rememberedOrFree(String name) {
        String remembered = chosen.getProperty(name);
        if (remembered == null) {
            return anyFree();
        }
        int port = Integer.parseInt(remembered);
        if (free(port)) {
            return port;
        }
        int next = anyFree();
        moved.add(name + " moved from port " + port + ", which another program took, to " + next);
        return next;
    }

    private int anyFree() {
        while (true) {
            int port = random.nextInt(LOWEST, HIGHEST);
            if (!chosen.containsValue(Integer.toString(port)) && free(port)) {
                return port;
            }
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void save() throws IOException {
        StringWriter text = new StringWriter();
        chosen.store(text, "Ports on 127.0.0.1; delete a line to have another chosen.");
        DataFolder.write(file, text.toString());
    }
}
