package io.tidemill.infra.lakecatalog;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.jspecify.annotations.Nullable;

/**
 * Files on this machine. Hadoop's way to them, where its native library is missing, starts a {@code chmod} process for
 * each new file, which takes longer than to write it. Made by Iceberg, by its name; any other way reads the same files.
 */
public final class LocalFileIO implements SupportsPrefixOperations {
    private static final long serialVersionUID = 1L;
    private static final int BUFFER_BYTES = 64 << 10;

    /** Whether a warehouse is a folder of this machine. */
    public static boolean serves(String warehouse) {
        return warehouse.startsWith("/") || warehouse.startsWith("file:");
    }

    @Override
    public InputFile newInputFile(String path) {
        return new LocalInput(path, org.apache.iceberg.Files.localInput(file(path)));
    }

    @Override
    public OutputFile newOutputFile(String path) {
        return new LocalOutput(path);
    }

    @Override
    public void deleteFile(String path) {
        try {
            Files.deleteIfExists(file(path).toPath());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }

    /** The files below a folder, at any depth, each named as the prefix is: with a scheme or without. */
    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        Path folder = file(prefix).toPath();
        List<FileInfo> found = new ArrayList<>();
        for (Path path : below(folder)) {
            String below = folder.relativize(path).toString().replace(File.separatorChar, '/');
            info(prefix + (prefix.endsWith("/") ? "" : "/") + below, path).ifPresent(found::add);
        }
        return found;
    }

    @Override
    public void deletePrefix(String prefix) {
        try {
            for (Path path : below(file(prefix).toPath())) {
                Files.deleteIfExists(path);
            }
            Files.deleteIfExists(file(prefix).toPath());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete what is below " + prefix, e);
        }
    }

    /** What is inside a folder comes before it. What goes away meanwhile, as files of others do, is passed over. */
    private static List<Path> below(Path folder) {
        List<Path> found = new ArrayList<>();
        try {
            if (Files.isDirectory(folder)) {
                Files.walkFileTree(folder, new Walk(folder, found));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    /** Nothing for a folder, and for a file that went away since it was listed. */
    private static Optional<FileInfo> info(String name, Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? Optional.of(new FileInfo(
                            name,
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read about " + path, e);
        }
    }

    private static File file(String path) {
        return path.startsWith("file:") ? Path.of(URI.create(path)).toFile() : new File(path);
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path start;
        private final List<Path> found;

        Walk(Path start, List<Path> found) {
            this.start = start;
            this.found = found;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            found.add(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            return unlessGone(e);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
            if (!folder.equals(start)) {
                found.add(folder);
            }
            return e == null ? FileVisitResult.CONTINUE : unlessGone(e);
        }

        private static FileVisitResult unlessGone(IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }

    /** Iceberg's own local files forget the scheme; metadata must name a file as it was asked for. */
    private record LocalInput(String location, InputFile file) implements InputFile {
        @Override
        public long getLength() {
            return file.getLength();
        }

        @Override
        public SeekableInputStream newStream() {
            return file.newStream();
        }

        @Override
        public boolean exists() {
            return file.exists();
        }
    }

    private record LocalOutput(String location) implements OutputFile {
        @Override
        public PositionOutputStream create() {
            return open(StandardOpenOption.CREATE_NEW);
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
            return open(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        }

        @Override
        public InputFile toInputFile() {
            return new LocalInput(location, org.apache.iceberg.Files.localInput(file(location)));
        }

        private PositionOutputStream open(StandardOpenOption... how) {
            Path path = file(location).toPath();
            try {
                Files.createDirectories(path.toAbsolutePath().getParent());
                OpenOption[] options = Stream.concat(Stream.of(StandardOpenOption.WRITE), Stream.of(how))
                        .toArray(OpenOption[]::new);
                return new LocalStream(new BufferedOutputStream(Files.newOutputStream(path, options), BUFFER_BYTES));
            } catch (FileAlreadyExistsException e) {
                throw new AlreadyExistsException(e, "there is a file %s already", location);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make " + location, e);
            }
        }
    }

    private static final class LocalStream extends PositionOutputStream {
        private final OutputStream out;
        private long position;

        LocalStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
