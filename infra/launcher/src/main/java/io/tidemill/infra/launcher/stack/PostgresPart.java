package io.tidemill.infra.launcher.stack;

import io.tidemill.infra.launcher.supervision.Part;
import io.tidemill.infra.launcher.supervision.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** PostgreSQL with its writes on disk before a commit is answered. */
final class PostgresPart implements Part {
    /** The databases: one for rules, runs, registry and audit, one for the lake's catalogue. */
    static final List<String> DATABASES = List.of("tidemill", "lake");

    private final DataFolder folder;
    private final int port;
    private volatile boolean databasesExist;

    PostgresPart(DataFolder folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** The JDBC URL of one of its databases. */
    static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public String address() {
        return url(port, DATABASES.get(0));
    }

    @Override
    public void prepare() throws IOException {
        PostgresPrograms.unpack(folder.programs()).initialise(data());
        removeStalePidFile();
    }

    @Override
    public List<String> command() {
        PostgresPrograms programs = new PostgresPrograms(folder.programs().resolve("postgres"));
        return PostgresPrograms.asOrdinaryUser(List.of(
                programs.program("postgres"),
                "-D",
                data().toString(),
                "-c",
                "port=" + port,
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=100",
                "-c",
                "shared_buffers=64MB",
                "-c",
                "fsync=on"));
    }

    @Override
    public String program() {
        return "postgres";
    }

    @Override
    public String mark() {
        return "-D " + data() + " ";
    }

    @Override
    public Path log() {
        return folder.log(name());
    }

    @Override
    public boolean serves(long pid) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(port, "postgres") + "&connectTimeout=2");
                Statement statement = connection.createStatement()) {
            if (!databasesExist) {
                for (String database : DATABASES) {
                    createDatabase(statement, database);
                }
                databasesExist = true;
            }
            return statement.execute("SELECT 1");
        }
    }

    @Override
    public Signal stopSignal() {
        return Signal.INT;
    }

    private Path data() {
        return folder.root().resolve("postgres");
    }

    private static void createDatabase(Statement statement, String database) throws SQLException {
        boolean exists;
        try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + database + "'")) {
            exists = found.next();
        }
        if (!exists) {
            statement.execute("CREATE DATABASE " + database);
        }
    }

    /**
     * PostgreSQL refuses to start when the process id in its lock file lives, whatever runs under it. After a kill and a
     * restart of the machine or the container that can be anything: one of our own processes, or PostgreSQL on another
     * folder. What still runs on this folder is left alone, for PostgreSQL itself to find and refuse.
     */
    private void removeStalePidFile() throws IOException {
        Path file = data().resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        String pid = Files.readAllLines(file).stream().findFirst().orElse("").strip();
        if (!pid.matches("\\d{1,9}")) {
            return;
        }
        boolean another = ProcessHandle.of(Long.parseLong(pid))
                .flatMap(process -> process.info().commandLine())
                .filter(line -> !line.contains(mark().strip()))
                .isPresent();
        if (another) {
            Files.delete(file);
        }
    }
}
