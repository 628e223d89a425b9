package io.tidemill.infra.launcher.stack;

import io.tidemill.infra.launcher.supervision.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/** Redis with every write in its append-only file before it is answered. */
final class RedisPart implements Part {
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "+PONG".getBytes(StandardCharsets.US_ASCII);
    private static final int TIMEOUT_MILLIS = 1_000;

    private final DataFolder folder;
    private final int port;

    RedisPart(DataFolder folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void prepare() throws IOException {
        Path data = Files.createDirectories(folder.root().resolve("redis"));
        unpack();
        DataFolder.write(
                settings(),
                """
                bind 127.0.0.1
                port %d
                dir "%s"
                appendonly yes
                appendfsync everysec
                save ""
                set-proc-title no
                maxmemory 512mb
                maxmemory-policy noeviction
                """
                        .formatted(port, data));
    }

    @Override
    public List<String> command() {
        return List.of(binary().toString(), settings().toString());
    }

    @Override
    public String program() {
        return "redis-server";
    }

    @Override
    public String mark() {
        return settings().toString();
    }

    @Override
    public Path log() {
        return folder.log(name());
    }

    @Override
    public boolean serves(long pid) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(PING);
            out.flush();
            return Arrays.equals(socket.getInputStream().readNBytes(PONG.length), PONG);
        }
    }

    private void unpack() throws IOException {
        if (Files.exists(binary())) {
            return;
        }
        Path scratch = Files.createTempDirectory(Files.createDirectories(folder.programs()), "redis");
        Path unpacked = ExecutableProvider.newJarResourceProvider(scratch.toFile())
                .get()
                .toPath();
        if (!unpacked.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + unpacked + " executable");
        }
        Files.move(unpacked, binary(), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(scratch);
    }

    private Path binary() {
        return folder.programs().resolve(program());
    }

    private Path settings() {
        return folder.run().resolve("redis.conf");
    }
}
