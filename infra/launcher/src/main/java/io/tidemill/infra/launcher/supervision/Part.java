package io.tidemill.infra.launcher.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One process of the stack: how it is started, how it is recognised, and when it serves. */
public interface Part {
    /** Its name in commands, in the status and in the names of its files. */
    String name();

    /** Where clients reach it, as they write it. */
    String address();

    /**
     * Brings its files into place; called before each start, and does nothing that was done before.
     *
     * @throws IOException if it cannot
     */
    void prepare() throws IOException;

    /** The command that becomes its process, without a shell in between. */
    List<String> command();

    /** The file name of the program that its process runs. */
    String program();

    /**
     * A piece of its command line that no other process has, by which it is found again when the launcher that started it
     * is dead.
     */
    String mark();

    /** Where its output goes. */
    Path log();

    /**
     * Asks it whether it serves.
     *
     * @param pid its process
     * @return false as long as it does not
     * @throws Exception if it does not answer, which means the same
     */
    boolean serves(long pid) throws Exception;

    /** The signal that asks it to end in good order. */
    default Signal stopSignal() {
        return Signal.TERM;
    }
}
