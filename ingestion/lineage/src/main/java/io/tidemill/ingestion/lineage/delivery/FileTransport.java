package io.tidemill.ingestion.lineage.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Appends each event to a file, a line each. The length up to which lines count is kept with the place in the outbox: what
 * a killed process wrote beyond it is cut off and written again, so that no line is there twice.
 */
public final class FileTransport implements Transport {
    private final Path file;

    public FileTransport(Path file) {
        this.file = file.toAbsolutePath();
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public Delivered deliver(List<Outbox.Waiting> events, long length) throws IOException {
        StringBuilder lines = new StringBuilder();
        events.forEach(event -> lines.append(event.body()).append('\n'));
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.size() > length) {
                channel.truncate(length);
            }
            channel.position(channel.size());
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            return new Delivered(events.size(), 0, channel.size());
        }
    }

    @Override
    public void close() {
        // It is closed after each delivery.
    }
}
