package io.tidemill.infra.launcher.stack;

import io.tidemill.infra.launcher.supervision.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A part that is a Java process of its own. Its class path and options go through an argument file, which keeps its
 * command line short and names the data folder in it.
 */
final class JavaPart implements Part {
    /**
     * Asks whether the process serves.
     */
    @FunctionalInterface
    interface Probe {
        boolean serves(long pid) throws Exception;
    }

    /**
     * What runs, and with how much memory.
     *
     * @param name the part
     * @param mainClass its main class
     * @param options options of the JVM
     */
    record Program(String name, String mainClass, List<String> options) {}

    private final Program program;
    private final DataFolder folder;
    private final String address;
    private final Probe probe;

    JavaPart(Program program, DataFolder folder, String address, Probe probe) {
        this.program = Objects.requireNonNull(program, "program");
        this.folder = Objects.requireNonNull(folder, "folder");
        this.address = Objects.requireNonNull(address, "address");
        this.probe = Objects.requireNonNull(probe, "probe");
    }

    @Override
    public String name() {
        return program.name();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void prepare() throws IOException {
        List<String> lines = new ArrayList<>(program.options());
        lines.add("-XX:+ExitOnOutOfMemoryError");
        lines.add("-Dfile.encoding=UTF-8");
        lines.add("-Dlog4j2.configurationFile=" + folder.run().resolve("log4j2.xml"));
        lines.add("-cp");
        lines.add(Files.readString(folder.classPath(name())));
        lines.add(program.mainClass());
        lines.add("--config");
        lines.add(folder.configuration().toString());
        DataFolder.write(
                arguments(),
                String.join("\n", lines.stream().map(JavaPart::quoted).toList()) + "\n");
    }

    @Override
    public List<String> command() {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + arguments());
    }

    @Override
    public String program() {
        return "java";
    }

    @Override
    public String mark() {
        return "@" + arguments();
    }

    @Override
    public Path log() {
        return folder.log(name());
    }

    @Override
    public boolean serves(long pid) throws Exception {
        return probe.serves(pid);
    }

    private Path arguments() {
        return folder.run().resolve(name() + ".args");
    }

    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
