package io.tidemill.ingestion.laketables;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.iceberg.Files;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * Files on this machine. Hadoop's way to them, where its native library is missing, starts a {@code chmod} process for
 * each new file, which takes longer than to write it. Made by Iceberg, by its name; any other way reads the same files.
 */
public final class LocalFileIO implements FileIO {
    private static final long serialVersionUID = 1L;

    /** Whether a warehouse is a folder of this machine. */
    static boolean serves(String warehouse) {
        return warehouse.startsWith("/") || warehouse.startsWith("file:");
    }

    @Override
    public InputFile newInputFile(String path) {
        return new NamedInput(path, Files.localInput(file(path)));
    }

    @Override
    public OutputFile newOutputFile(String path) {
        return new NamedOutput(path, Files.localOutput(file(path)));
    }

    @Override
    public void deleteFile(String path) {
        try {
            java.nio.file.Files.deleteIfExists(file(path).toPath());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }

    private static File file(String path) {
        return path.startsWith("file:") ? Path.of(URI.create(path)).toFile() : new File(path);
    }

    /** Iceberg's own local files forget the scheme; metadata must name a file as it was asked for. */
    private record NamedInput(String location, InputFile file) implements InputFile {
        @Override
        public long getLength() {
            return file.getLength();
        }

        @Override
        public org.apache.iceberg.io.SeekableInputStream newStream() {
            return file.newStream();
        }

        @Override
        public boolean exists() {
            return file.exists();
        }
    }

    private record NamedOutput(String location, OutputFile file) implements OutputFile {
        @Override
        public org.apache.iceberg.io.PositionOutputStream create() {
            return file.create();
        }

        @Override
        public org.apache.iceberg.io.PositionOutputStream createOrOverwrite() {
            return file.createOrOverwrite();
        }

        @Override
        public InputFile toInputFile() {
            return new NamedInput(location, file.toInputFile());
        }
    }
}
