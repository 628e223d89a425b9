package io.tidemill.infra.launcher.command;

/** What the exit code of a command means; 2 is picocli's own for wrong usage. */
final class ExitCodes {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int TAKEN = 3;
    static final int NOT_RUNNING = 4;
    static final int NOTHING_COMPARED = 5;

    private ExitCodes() {}
}
