package io.tidemill.infra.launcher.supervision;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sessions of the operating system: a process in one of its own gets no Ctrl-C from the launcher's terminal. */
public final class Sessions {
    private static final Optional<Path> SETSID = onPath("setsid");

    private Sessions() {}

    /** The command that runs another in a session of its own and in the same process, where the system has it. */
    public static List<String> own(List<String> command) {
        List<String> whole = new ArrayList<>();
        SETSID.ifPresent(setsid -> whole.add(setsid.toString()));
        whole.addAll(command);
        return whole;
    }

    private static Optional<Path> onPath(String program) {
        String path = System.getenv("PATH");
        return List.of((path == null ? "" : path).split(File.pathSeparator)).stream()
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
