package io.tidemill.infra.launcher.stack;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked from their jar, and how they are run.
 *
 * @param home the folder with {@code bin} and {@code lib}
 */
record PostgresPrograms(Path home) {
    /** Unpacks the programs for this machine unless they are there. */
    static PostgresPrograms unpack(Path programs) throws IOException {
        Path home = programs.resolve("postgres");
        if (!Files.isDirectory(home)) {
            Path scratch = Files.createTempDirectory(Files.createDirectories(programs), "postgres");
            untar(scratch);
            Files.move(scratch, home, StandardCopyOption.ATOMIC_MOVE);
        }
        return new PostgresPrograms(home);
    }

    /** A command line; as root, one that runs as nobody, since PostgreSQL refuses to run as root. */
    static List<String> asOrdinaryUser(List<String> command) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return command;
        }
        // In a user namespace without a mapping the process is nobody to itself, and still owns root's files.
        return java.util.stream.Stream.concat(java.util.stream.Stream.of("unshare", "-U"), command.stream())
                .toList();
    }

    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** Creates a database cluster. A killed attempt leaves nothing that looks like one. */
    void initialise(Path data) throws IOException {
        if (Files.isDirectory(data)) {
            return;
        }
        Path scratch = data.resolveSibling(data.getFileName() + ".unfinished");
        FileTrees.delete(scratch);
        Path output = Files.createTempFile("tidemill-initdb", ".log");
        Process process = new ProcessBuilder(asOrdinaryUser(List.of(
                        program("initdb"),
                        "--pgdata=" + scratch,
                        "--username=postgres",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--no-locale")))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("initdb failed: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(output);
        }
        Files.move(scratch, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void untar(Path target) throws IOException {
        String system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
        String machine = ArchUtils.normalize(System.getProperty("os.arch"));
        try (InputStream packed = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpackEntry(tar, entry, target);
            }
        }
    }

    private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("archive entry " + entry.getName() + " lies outside of " + target);
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            if ((entry.getMode() & 0100) != 0 && !path.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + path + " executable");
            }
        }
    }
}
